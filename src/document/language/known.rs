//! Codes that there are: languages and countries of the IANA Language Subtag Registry (file of 2021-08-06; the codes of
//! two letters are the same today), and what people write in their place.

use icu_locale::{LanguageIdentifier, LocaleExpander, TransformResult, langid, subtags};

/// Every registered language code of two letters, deprecated ones among them.
const LANGUAGES: &str = "\
     aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv \
     cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr \
     ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr \
     ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng \
     nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk \
     sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve \
     vi vo wa wo xh yi yo za zh zu";

/// Registered language codes of two letters that others have replaced, and the languages.
const OLD: &[(&str, &str)] = &[
    ("in", "Indonesian"),
    ("iw", "Hebrew"),
    ("ji", "Yiddish"),
    ("jw", "Javanese"),
    ("mo", "Romanian"),
    ("sh", "Serbo-Croatian, now `sr-Latn`, `hr` or `bs`"),
];

/// Registered codes of three letters that the CLDR knows no country of: families of languages, sign languages, parts of
/// larger ones.
const RARE: &str = "\
     mismulzxx\
     aamaavadpadsaedaenafaafgaftagpaihaisajpajtajualgalsalvaohaouapaaqaaqlarbartasdasfaspasqaswathaubaueaufausauxawdayr\
     ayxayyazaazcazjbadbaibatbazbbhbbzbccbclbegberbfibfkbfrbgebgkbglbgmbhkbhxbicbijbjdbjebjqbkbblgbmtbmybnlbntbogbpbbpn\
     bqhbqnbqybsgbtbbtkbtlbvlbvpbwnbxdbxebxkbxrbxxbygbyobyqbytbyybzgbzscaicaucbacbecbhccaccnccqccscdacdccddcdgcdscdycel\
     cikcjrckackhcldcmccmkcmncnocnrconcovcoycpecpfcppcqucrpcsccsdcsecsfcsgcslcsncsqcsrcsucsxcugcumcuqcurcuscuwcwdczodaf\
     dapdaydbrdekdgodgudhadhddikdimdiqditdjldkldlkdmndoqdozdradrbdrddrhdrrdrwdsedsldtnduddujdwlecseeeegxehsekcekkelheli\
     elpelxemkemoemqemyenueroeskeslesnesoesxetheuqfatfcsfiufoxfsefslfssfucfujgavgazgbcgbogdagdsgemgftgfxggnggoggrghhghl\
     giigiogiugiwgjigliglygmegmqgmwgnogomgozgqigqugrkgrogsegsggsmgssgtiguggusguvgyahabhafhcahdnhdsheahimhknhkshlehmchme\
     hmghmhhmihmkhmlhmxhnuhokhoshozhpshrrhshhslhujhuohuqhyxiapibiicliirijoikeiksillilsilwimaimeincineinlinminsirairoirr\
     iseisgisritcizijarjcsjegjhsjihjiijiojiqjkrjksjlsjosjpxjsljuskaekafkarkbfkcrkcxkdokdukdvkejkepkeqkfjkftkgckgdkggkgh\
     kgikgmkgnkhikhkkjfkjvkknkmrknckngkojkoxkpbkppkpvkrmksaksyktrkvkkvskvukwqkxekxhkxlkxskxukypkzgkzhkzjkztlaflaklaylba\
     lbclbglbklbsleglhllhpliillhllollslmmlmzlnoloflovlrrlsblsglshlsllsnlsolsplstlsvlsylvslwslwulygmapmdlmefmegmeimfsmgx\
     mhamhhmhrmjamjomjpmkgmkhmldmlmmlqmmjmmkmmlmnomntmofmrdmremsdmsrmstmunmupmvimvmmwdmwjmwxmwymydmyimynmyqmysmytmzcmzg\
     mzsmzynadnahnainbfnbgnbsnbxncpncsnefnesngfngonhhnicnkpnlnnlrnmynnsnnxnomnoonoznpanpinrcnrrnsinslnspnsrntentsnubnul\
     nxmnxunzsocmogeojgojpokhokjokloknomeomnomqomvonbonwoogoosorhoryosnotoouaounpaapatpbupbzpclpcrpdipehpespgypgzphaphi\
     phqpiipkcpkspktplfpljplpplqpltplypmcpmkpmupnbpnupodpoxpozppapprppupqepqwpraprbprlprnprpprspryprzpscpsdpsgpslpsopsp\
     psrptqptypukpuzpysquhquzqvyqweqxsralraqrasratraurerrgergkriermrrmsrmvrmyrnarnproarsirslrsmrtsruhrynrysrzhsaisalsap\
     sbfscascqsdlsdmsdpsdtsdvsdzsemsfbsfssggsgksglsgnsgosgxshlshxsiositsjksjnsjosjsskkslaslfslqslssltsmdsmismmsmvsnbsnh\
     sohsojsonspuspxspysqjsqksqnsqrsqssqxsrcssassissksspssrsulsumsuxsvksvrsvxswcswhswlswnsxcsxgsxksxlsxmsxosydsyyszdsze\
     szstaitbbtbqtbrtcltcttdftdutggtgrthcthnthwthxtiatidtietiztjmtkktkmtkntlhtlotlwtmktmptmstnetnftnutnztoetpotpqtpwtqq\
     tqrtrdtrktsetsftsktsmtsqtsstsyttgttqtuptuttuwtvytwctxbtxctxhtxrtzauanugnugyukluksullumcumuunpuokurjurluunuuuuznved\
     velvgtvisvkivsivslvsvwakwbsweawenwgwwitwiwwkbwklwkuwlcwllwmgwoywrawrdwrnwrywuhwxawyaxacxadxaexapxaqxbaxbcxboxbxxcb\
     xccxcexcgxclxcmxcnxctxcuxcvxcwxcyxdcxdmxebxelxepxfaxgaxgfxglxgnxgrxhaxhcxhdxhrxhtxhuxiaxibxilxipxivxkhxkixkoxlbxle\
     xlgxlixlnxloxlpxlsxluxmexmkxmlxmsxndxngxnhxnoxnsxpcxpexppxpsxpuxpyxqaxqtxrqxscxsjxslxsoxssxsvxtgxtoxtrxtzxugxurxwg\
     xzmybdybkychycpyddydsyenygsyhayhlyhsyifyikyipyiqyityiuyixyiyyizyklyknyktykuylmylnyloymaymcymdymhymiymqymrymsymtymx\
     ymzyneynhynoyolyosyoxypaypbypgyphypkypmypnypoyppypzyriyrnyscysgyslysmysoytaytlytpyuuyuyywlywtyyzyzgyzkzaizalzblzhb\
     zhxzibzirzkbzkgzkhzkrzkvzlezlszlwzndzrazskzslzsmzuazyb";

/// Every registered country code of two letters, deprecated ones among them.
const REGIONS: &str = "\
     AA AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM \
     BN BO BQ BR BS BT BU BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CS CU CV CW CX \
     CY CZ DD DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU EZ FI FJ FK FM FO FR FX GA GB GD \
     GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ \
     IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA \
     MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO \
     NP NR NT NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD \
     SE SG SH SI SJ SK SL SM SN SO SR SS ST SU SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO \
     TP TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS YD YE YT YU ZA ZM ZR ZW \
     ZZ";

/// Names of languages, in English and their own, that people write for the tag.
const NAMES: &[(&str, &str)] = &[
    ("albanian", "sq"),
    ("arabic", "ar"),
    ("armenian", "hy"),
    ("azerbaijani", "az"),
    ("basque", "eu"),
    ("belarusian", "be"),
    ("bengali", "bn"),
    ("bosnian", "bs"),
    ("bulgarian", "bg"),
    ("burmese", "my"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dansk", "da"),
    ("deutsch", "de"),
    ("dutch", "nl"),
    ("english", "en"),
    ("espanol", "es"),
    ("español", "es"),
    ("estonian", "et"),
    ("farsi", "fa"),
    ("finnish", "fi"),
    ("francais", "fr"),
    ("français", "fr"),
    ("french", "fr"),
    ("galician", "gl"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("kazakh", "kk"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("kurdish", "ku"),
    ("lao", "lo"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("magyar", "hu"),
    ("malay", "ms"),
    ("mandarin", "zh"),
    ("nederlands", "nl"),
    ("norsk", "no"),
    ("norwegian", "no"),
    ("pashto", "ps"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("slovenian", "sl"),
    ("somali", "so"),
    ("spanish", "es"),
    ("suomi", "fi"),
    ("svenska", "sv"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("tamil", "ta"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("türkçe", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
    ("yiddish", "yi"),
    ("русский", "ru"),
    ("українська", "uk"),
    ("беларуская", "be"),
    ("български", "bg"),
    ("македонски", "mk"),
    ("српски", "sr"),
    ("中文", "zh"),
    ("汉语", "zh"),
    ("漢語", "zh"),
    ("简体中文", "zh-Hans"),
    ("繁體中文", "zh-Hant"),
    ("日本語", "ja"),
    ("한국어", "ko"),
    ("العربية", "ar"),
    ("فارسی", "fa"),
    ("اردو", "ur"),
    ("עברית", "he"),
    ("ελληνικά", "el"),
    ("हिन्दी", "hi"),
    ("বাংলা", "bn"),
    ("ไทย", "th"),
    ("ქართული", "ka"),
    ("հայերեն", "hy"),
    ("tiếng việt", "vi"),
    ("čeština", "cs"),
    ("slovenčina", "sk"),
    ("slovenščina", "sl"),
    ("hrvatski", "hr"),
    ("català", "ca"),
    ("euskara", "eu"),
    ("galego", "gl"),
    ("română", "ro"),
    ("íslenska", "is"),
    ("eesti", "et"),
    ("latviešu", "lv"),
    ("lietuvių", "lt"),
    ("castellano", "es"),
    ("gaeilge", "ga"),
    ("cymraeg", "cy"),
    ("bahasa indonesia", "id"),
    ("filipino", "fil"),
    ("simplified chinese", "zh-Hans"),
    ("traditional chinese", "zh-Hant"),
    ("brazilian portuguese", "pt-BR"),
];

/// Tags that other programs have, or that people take for the code of a language, with the right one.
const SLIPS: &[(&str, &str)] = &[
    ("sp", "es"),
    ("zh-chs", "zh-Hans"),
    ("zh-cht", "zh-Hant"),
    ("zh-simplified", "zh-Hans"),
    ("zh-traditional", "zh-Hant"),
];

/// The tag that was meant by one that is none, but is written for it.
pub(super) fn meant(text: &str) -> Option<&'static str> {
    let tag = text.trim().to_lowercase().replace('_', "-");
    SLIPS.iter().find(|(known, _)| *known == tag).map(|(_, tag)| *tag)
}

/// The tag of a language that somebody calls by its name.
pub(super) fn named(text: &str) -> Option<&'static str> {
    let name = crate::characters::nfc::nfc(text.trim()).to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, tag)| *tag)
}

/// True for a list of codes of two letters, with a space between them, that has a code.
fn has_code(codes: &str, code: &str) -> bool {
    codes.as_bytes().chunks(3).any(|known| known.get(..2) == Some(code.as_bytes()))
}

/// True for a registered language. Codes of three letters count as registered if the CLDR knows where they are spoken.
pub(super) fn is_language(language: subtags::Language) -> bool {
    let code = language.as_str();
    match code.len() {
        2 => has_code(LANGUAGES, code),
        // Those from qaa to qtz are for local use.
        3 if ("qaa"..="qtz").contains(&code)
            || RARE.as_bytes().chunks(3).any(|rare| rare == code.as_bytes()) =>
        {
            true
        }
        3 => {
            let mut tag = LanguageIdentifier { language, ..LanguageIdentifier::UNKNOWN };
            LocaleExpander::new_extended().maximize(&mut tag) == TransformResult::Modified
        }
        _ => false,
    }
}

/// The language that a code stood for until another one replaced it.
pub(super) fn of_old_code(language: subtags::Language) -> Option<&'static str> {
    OLD.iter().find(|(code, _)| *code == language.as_str()).map(|(_, name)| *name)
}

/// True for a country or part of the world with a registered code.
pub(super) fn is_region(region: subtags::Region) -> bool {
    let code = region.as_str();
    code.len() == 3 || has_code(REGIONS, code) || ("XA"..="XZ").contains(&code)
}

/// The language that most people of a country speak, by the country's code; with the country, if it writes the language
/// in another script than most.
pub(super) fn of_country(code: &str) -> Option<LanguageIdentifier> {
    let region = code.parse::<subtags::Region>().ok().filter(|region| is_region(*region))?;
    let expander = LocaleExpander::new_extended();
    let mut there = LanguageIdentifier { region: Some(region), ..LanguageIdentifier::UNKNOWN };
    // The CLDR has Russian for two of them, and takes English for granted.
    let own = [("by", "be"), ("kz", "kk"), ("gb", "en"), ("us", "en"), ("au", "en"), ("nz", "en")]
        .into_iter()
        .find(|(country, _)| *country == code.to_ascii_lowercase());
    if let Some((_, language)) = own {
        return LanguageIdentifier::try_from_str(language).ok();
    }
    if expander.maximize(&mut there) != TransformResult::Modified
        || there.language == langid!("en").language
        || there.language.is_unknown()
    {
        return None;
    }
    let mut elsewhere = LanguageIdentifier { language: there.language, ..LanguageIdentifier::UNKNOWN };
    let tag = elsewhere.clone();
    expander.maximize(&mut elsewhere);
    Some(match elsewhere.script == there.script {
        true => tag,
        false => LanguageIdentifier { region: Some(region), ..tag },
    })
}
