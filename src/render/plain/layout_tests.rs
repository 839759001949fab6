//! Whole pages.

use super::*;

#[test]
fn indents_nest_and_blank_lines_come_once() {
    let mut layout = Layout::new(22, Direction::LeftToRight);
    layout.gap();
    layout.line("one\u{7}\u{9B}");
    layout.gap();
    let quote = layout.enter("> ", "> ");
    layout.gap();
    let item = layout.enter("- ", "  ");
    layout.prose(&Prose::plain("some words that go on"));
    layout.gap();
    layout.gap();
    layout.line("");
    layout.leave(item);
    let empty = layout.enter("- ", "  ");
    layout.flush();
    layout.leave(empty);
    layout.leave(quote);
    layout.line("end");
    let expected = "one\n\n> - some words that\n>   go on\n>\n>\n> -\nend";
    assert_eq!((layout.take_text(), layout.dropped()), (expected.to_owned(), 2));
}

#[test]
fn lines_of_a_paragraph_share_its_direction() {
    let mut layout = Layout::new(14, Direction::RightToLeft);
    layout.prose(&Prose::plain("NATO שלום שלום שלום NATO שלום"));
    layout.prose(&Prose::plain("שלום FAO, Irrigation Schedule"));
    layout.prose(&Prose::plain("Irrigation and שלום"));
    let expected = "\u{200F}NATO שלום \nשלום שלום \n\u{200F}NATO שלום\nשלום FAO, \n\u{200F}Irrigation \n\
        \u{200F}Schedule\nIrrigation \nand שלום";
    assert_eq!(layout.take_text(), expected);
}

#[test]
fn what_could_be_taken_for_a_mark_is_stuffed() {
    let mut layout = Layout::new(12, Direction::LeftToRight);
    layout.prose(&Prose::plain("words in From here on > -- on"));
    layout.line("-- ");
    layout.stuff(true);
    layout.line("a  b");
    layout.stuff(false);
    let quotes = [layout.enter("> ", "> "), layout.enter("> ", "> ")];
    layout.prose(&Prose::plain("one two three"));
    quotes.into_iter().rev().for_each(|indent| layout.leave(indent));
    layout.prose(&Prose::plain("> x"));
    let expected = "words in \n From here \non > -- on\n--\n a  b\n>> one \n>> two \n>> three\n > x";
    assert_eq!(layout.take_text(), expected);
}

#[test]
fn text_without_spaces_is_joined_without_them() {
    let mut layout = Layout::new(13, Direction::LeftToRight).with_delsp(true);
    layout.prose(&Prose::plain("北大西洋条約の NATO 条約"));
    assert_eq!(layout.take_text(), "北大西洋条 \n約の NATO  \n条約");
    let mut layout = Layout::new(12, Direction::LeftToRight);
    layout.prose(&Prose::plain("北大西洋条約の NATO"));
    assert_eq!(layout.take_text(), "北大西洋条\n約の NATO");
}

#[test]
fn ascii_keeps_marks_in_their_places() {
    let german = Ascii::for_language(&"de".parse().unwrap());
    let mut layout = Layout::new(16, Direction::LeftToRight).with_ascii(Some(german));
    let mut prose = Prose::plain("Äußerst… größer [1] 条約");
    prose.ties = vec![prose.text.find('[').unwrap()];
    layout.prose(&prose);
    assert_eq!(layout.take_text(), "Aeusserst... \ngroesser [1] \n[U+6761,U+7D04]");
}

#[test]
fn whole_lines_have_no_marks_of_mail() {
    let mut layout = Layout::with_whole_lines(20, Direction::LeftToRight);
    let quotes = [layout.enter("> ", "> "), layout.enter("> ", "> ")];
    layout.prose(&Prose::plain("some words that go on and on"));
    layout.prose(&Prose::plain("שלום\n-- "));
    quotes.into_iter().rev().for_each(|indent| layout.leave(indent));
    layout.gap();
    let item = layout.enter("- ", "  ");
    layout.prose(&Prose::plain("From here\non"));
    layout.leave(item);
    layout.underlined(&Prose::plain("a title that is wider than all"), '=');
    let expected = "> > some words that go on and on\n> > שלום\n> > --\n\n- From here\n  on\n\
        a title that is wider than all\n====================";
    assert_eq!(layout.take_text(), expected);
}

#[test]
fn deep_indents_leave_room() {
    let mut layout = Layout::new(30, Direction::LeftToRight);
    let indents: Vec<_> = (0..64).map(|_| layout.enter("- ", "  ")).collect();
    layout.prose(&Prose::plain("some words that go on and on"));
    assert!(indents.last().is_some_and(|indent| !indent.shown));
    for indent in indents.into_iter().rev() {
        layout.leave(indent);
    }
    layout.line("end");
    let text = layout.take_text();
    assert!(text.lines().all(|line| cells(line) <= 30), "{text}");
    assert!(text.ends_with("\nend"));
}
