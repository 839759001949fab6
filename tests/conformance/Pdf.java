import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF about many files in one Java machine: Pdf FLAVOUR,FLAVOUR FILE... (ua1, 2a, ...). Prints
 * "FLAVOUR" + TAB + "FILE" + TAB + "ok" or the first place of each broken rule.
 */
public class Pdf {
  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (int at = 1; at < arguments.length; at++) {
      for (String flavour : arguments[0].split(",")) {
        try {
          check(flavour, arguments[at]);
        } catch (Throwable error) {
          System.out.println(flavour + "\t" + arguments[at] + "\tnot readable: " + error);
        }
      }
    }
  }

  private static void check(String name, String file) throws Exception {
    PDFAFlavour flavour = PDFAFlavour.fromString(name);
    if (flavour == PDFAFlavour.NO_FLAVOUR) throw new IllegalArgumentException("unknown flavour");
    VeraPDFFoundry foundry = Foundries.defaultInstance();
    try (PDFAParser parser = foundry.createParser(new File(file), flavour);
        PDFAValidator validator = foundry.createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      String start = name + "\t" + file + "\t";
      if (result.isCompliant() && result.getTotalAssertions() > 0) {
        System.out.println(start + "ok");
        return;
      }
      Map<Object, TestAssertion> first = new LinkedHashMap<>();
      for (TestAssertion test : result.getTestAssertions()) {
        if (test.getStatus() == TestAssertion.Status.FAILED) first.putIfAbsent(test.getRuleId(), test);
      }
      for (TestAssertion test : first.values()) {
        System.out.println(start + test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber() + " "
            + (test.getMessage() + " @ " + test.getLocation().getContext()).replaceAll("\\s+", " "));
      }
      if (first.isEmpty()) System.out.println(start + "not compliant, without a broken rule");
    }
  }
}
