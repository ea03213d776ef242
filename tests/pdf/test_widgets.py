"""What is drawn in place of a form's widgets."""

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from livecontract.pdf.widgets import FlattenPlan
from tests.pdf.documents import plan
from tests.pdf.uploads import changed, form, showing, with_field, with_old_names

DATE_FORMAT = Dictionary(F=Dictionary(S=Name.JavaScript, JS=String("AFDate_Format(1)")))
FRAME = Dictionary(BC=Array([1, 0, 0]), BG=Array([0.9]))


def text(plan: FlattenPlan) -> list[str]:
    return [value.text for value in plan.values]


def kinds(plan: FlattenPlan) -> list[str]:
    return [drawing.kind for drawing in plan.drawings]


def test_an_appearance_that_shows_the_value_is_kept() -> None:
    made = plan(with_field(showing("Ada"), FT=Name.Tx, V=String("Ada")))

    assert (kinds(made), made.values, made.redrawn) == (["appearance"], (), ())
    assert made.drawings[0].matrix == (1, 0, 0, 1, 100, 722)


@pytest.mark.parametrize(
    ("shown", "value"),
    [("A d  a", "Ada"), ("fi", "\ufb01"), ("one two", "one\rtwo\r\n"), ("1-2", "1-2")],
)
def test_spaces_and_ligatures_make_no_difference(shown: str, value: str) -> None:
    assert plan(with_field(showing(shown), FT=Name.Tx, V=String(value))).redrawn == ()


@pytest.mark.parametrize(
    ("shown", "value"), [("10", "1000"), ("100", "-100"), ("Bob", "Ada"), ("Ada", "ada")]
)
def test_a_value_is_drawn_where_the_appearance_shows_another(shown: str, value: str) -> None:
    made = plan(with_field(showing(shown), FT=Name.Tx, V=String(value)))

    assert (kinds(made), text(made), made.redrawn) == ([], [value], ("Place",))
    (drawn,) = made.values
    assert (drawn.page_number, drawn.rect.x, drawn.rect.y, drawn.rect.width) == (1, 100, 100, 200)


def test_an_emptied_field_does_not_show_what_it_once_held() -> None:
    made = plan(with_field(showing("Ada"), FT=Name.Tx, V=String("")))

    assert (kinds(made), text(made), made.redrawn) == ([], [""], ("Place",))


def test_a_field_without_a_value_keeps_its_look() -> None:
    assert kinds(plan(with_field(showing("Your name"), FT=Name.Tx))) == ["appearance"]


def test_a_value_without_an_appearance_is_drawn_in_its_frame() -> None:
    made = plan(with_field(FT=Name.Tx, V=String("Ada"), MK=FRAME))

    assert (kinds(made), text(made)) == (["frame"], ["Ada"])
    assert (
        made.drawings[0].operators
        == b"q 0.9 g 100 722 200 20 re f 1 0 0 RG 1 w [] 0 d 100.5 722.5 199 19 re S Q\n"
    )


def test_an_empty_field_gets_its_frame_only_where_viewers_draw_one() -> None:
    assert kinds(plan(with_field(FT=Name.Tx, MK=FRAME, needs_appearances=True))) == ["frame"]
    assert kinds(plan(with_field(FT=Name.Tx, MK=FRAME))) == []


def test_a_value_that_a_script_formats_keeps_its_formatted_look() -> None:
    made = plan(with_field(showing("24 Nov"), FT=Name.Tx, V=String("2026-11-24"), AA=DATE_FORMAT))

    assert (kinds(made), made.values) == (["appearance"], ())


def test_a_password_is_never_drawn() -> None:
    assert text(plan(with_field(FT=Name.Tx, V=String("sesame"), Ff=1 << 13))) == ["••••••"]


def test_the_characters_of_a_comb_stand_in_their_cells() -> None:
    made = plan(with_field(FT=Name.Tx, V=String("AB"), Ff=1 << 24, MaxLen=4))

    assert [(value.text, value.rect.x, value.rect.width) for value in made.values] == [
        ("A", 100, 50),
        ("B", 150, 50),
    ]


def test_a_choice_shows_the_line_and_not_what_it_stands_for() -> None:
    lines = Array([Array([String("de"), String("Germany")]), Array([String("fr"), String("France")])])

    agreeing = plan(with_field(showing("Germany"), FT=Name.Ch, V=String("de"), Opt=lines, Ff=1 << 17))
    differing = plan(with_field(showing("Germany"), FT=Name.Ch, V=String("fr"), Opt=lines, Ff=1 << 17))

    assert (kinds(agreeing), text(agreeing)) == (["appearance"], [])
    assert (kinds(differing), text(differing)) == ([], ["France"])


def test_a_list_may_show_other_lines_too() -> None:
    chosen = Array([String("b"), String("d")])

    assert plan(with_field(showing("a b c d"), FT=Name.Ch, V=chosen)).redrawn == ()
    assert text(plan(with_field(showing("a b c"), FT=Name.Ch, V=chosen))) == ["b\nd"]


def test_text_from_right_to_left_agrees_in_either_order() -> None:
    def relabel(pdf: pikepdf.Pdf) -> None:
        look = pdf.pages[0].obj.Annots[0].AP.N
        cmap = b"1 beginbfchar <41> <05D0> endbfchar 1 beginbfchar <42> <05D1> endbfchar"
        look.Resources.Font.F1.ToUnicode = pdf.make_stream(cmap)

    upload = changed(relabel, with_field(showing("BA"), FT=Name.Tx, V=String("אב")))

    assert plan(upload).redrawn == ()


@pytest.mark.parametrize("flags", [2, 32, 2 | 4])
def test_a_widget_that_nobody_sees_is_not_drawn(flags: int) -> None:
    assert plan(with_field(showing("Ada"), FT=Name.Tx, V=String("Eve"), F=flags)) == FlattenPlan()


def test_a_widget_on_a_hidden_layer_is_not_drawn() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
        pdf.pages[0].obj.Annots[0].OC = layer

    assert plan(changed(hide, with_field(showing("Ada"), FT=Name.Tx))) == FlattenPlan()


def test_characters_that_no_font_has_leave_the_field_as_it_came() -> None:
    made = plan(with_field(showing("Ada"), FT=Name.Tx, V=String("\U00012000")))

    assert (kinds(made), made.values, made.undrawable) == (["appearance"], (), ("Place",))


def test_a_push_button_stays_as_it_looks() -> None:
    assert kinds(plan(with_field(showing("Send"), FT=Name.Btn, Ff=1 << 16))) == ["appearance"]


@pytest.mark.parametrize(
    ("value", "state", "drawn"),
    [
        ("/Yes", "/Yes", "yes"),
        ("/Off", "/Off", None),
        ("/Off", "/Yes", None),
        ("/Yes", "/Off", "yes"),
        (None, "/Yes", "yes"),
        ("/Other", "/Yes", "yes"),
    ],
)
def test_a_box_is_ticked_as_its_value_says(value: str | None, state: str, drawn: str | None) -> None:
    def tick(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots[0].AP = Dictionary(N=Dictionary(Yes=form(pdf, showing("yes"))))

    entries: dict[str, Any] = {"FT": Name.Btn, "AS": Name(state)} | ({"V": Name(value)} if value else {})

    made = plan(changed(tick, with_field(**entries)))

    assert kinds(made) == (["appearance"] if drawn else [])
    assert made.values == ()


def test_a_tick_without_an_appearance_is_drawn() -> None:
    made = plan(with_field(FT=Name.Btn, V=Name.Yes, AS=Name.Yes))

    assert [(value.kind, value.checked) for value in made.values] == [("checkbox", True)]
    assert made.redrawn == ("Place",)


def test_a_box_whose_state_has_a_name_in_an_old_encoding_is_ticked() -> None:
    assert kinds(plan(with_old_names())) == ["appearance"]


def test_a_radio_button_is_off_when_its_sibling_is_chosen() -> None:
    def group(pdf: pikepdf.Pdf) -> None:
        buttons = [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    Rect=Array([100 * place, 700, 100 * place + 20, 720]),
                    AS=Name(state),
                    AP=Dictionary(N=Dictionary({state: form(pdf, b"")})),
                )
            )
            for place, state in ((1, "/First"), (2, "/Second"))
        ]
        field = pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=1 << 15, V=Name.Second, Kids=buttons))
        for button in buttons:
            button.Parent = field
        pdf.pages[0].obj.Annots = Array(buttons)
        pdf.Root.AcroForm = Dictionary(Fields=[field])

    assert [drawing.rect.x for drawing in plan(changed(group)).drawings] == [200]


def test_a_form_that_loops_ends() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        widget = pdf.pages[0].obj.Annots[0]
        widget.Parent = widget
        widget.Kids = Array([widget])

    assert kinds(plan(changed(loop, with_field(showing("Ada"), FT=Name.Tx)))) == ["appearance"]


@pytest.mark.parametrize(
    "entries",
    [
        {"V": Array([1, 2])},
        {"V": Dictionary()},
        {"Opt": String("x"), "V": 5},
        {"MK": Array([]), "BS": Name.W},
        {"MaxLen": String("x"), "Ff": String("y")},
        {"Rect": Array([0, 0])},
        {"AP": String("x")},
        {"AP": Dictionary(N=Dictionary(N=Dictionary()))},
    ],
)
@pytest.mark.parametrize("kind", [Name.Tx, Name.Ch, Name.Btn, Name.Sig, String("Tx")])
def test_nonsense_in_a_field_is_no_trouble(entries: dict[str, Any], kind: pikepdf.Object) -> None:
    assert plan(with_field(FT=kind, **entries)).undrawable == ()
