"""What in an upload acts by itself or carries files: noted, and left out of what browsers get."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from livecontract.pdf.intake import take_in
from tests.pdf.documents import contract
from tests.pdf.uploads import active_in, changed, codes, unpacked


async def test_in4_scripts_are_noted_and_left_out_of_what_is_shown() -> None:
    def act(pdf: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.Root.OpenAction = script
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("start"), script]))
        pdf.pages[0].obj.AA = Dictionary(O=script)

    taken = await take_in(changed(act))

    assert (taken.treatment, codes(taken)) == ("original", {"scripts_removed"})
    assert b"app.alert" not in unpacked(taken.view)
    assert active_in(taken.view) == set()


async def test_in4_programs_and_other_files_are_not_started_from_what_is_shown() -> None:
    def link(pdf: pikepdf.Pdf) -> None:
        actions = (
            Dictionary(S=Name.Launch, F=String("calc.exe")),
            Dictionary(S=Name.GoToR, F=String("other.pdf")),
            Dictionary(S=Name.SubmitForm, F=String("https://thief.example")),
            Dictionary(S=Name.URI, URI=String("https://bank.example"), Next=Dictionary(S=Name.Launch)),
        )
        pdf.pages[0].obj.Annots = Array(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
                for action in actions
            ]
        )

    taken = await take_in(changed(link))

    assert codes(taken) == {"launch_actions_removed", "links_to_files_removed", "form_submission_removed"}
    shown = unpacked(taken.view)
    assert b"bank.example" in shown
    assert not any(word in shown for word in (b"calc.exe", b"other.pdf", b"thief.example"))


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("JavaScript", "scripts_removed"),
        ("Launch", "launch_actions_removed"),
        ("SubmitForm", "form_submission_removed"),
        ("ImportData", "form_submission_removed"),
        ("GoToR", "links_to_files_removed"),
        ("GoToE", "links_to_files_removed"),
        ("Rendition", "media_removed"),
        ("Movie", "media_removed"),
        ("Sound", "media_removed"),
        ("RichMediaExecute", "media_removed"),
    ],
)
async def test_in4_every_kind_of_action_is_noted_and_left_out(action: str, code: str) -> None:
    def act(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.AA = Dictionary(C=Dictionary(S=Name(f"/{action}")))

    taken = await take_in(changed(act))

    assert codes(taken) == {code}
    assert active_in(taken.view) == set()


async def test_in4_a_file_in_an_annotation_is_noted_and_left_out_of_what_is_shown() -> None:
    def pin(pdf: pikepdf.Pdf) -> None:
        held = Dictionary(Type=Name.Filespec, EF=Dictionary(F=pdf.make_stream(b"for nobody's eyes")))
        note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[9, 9, 30, 30], FS=held)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    taken = await take_in(changed(pin))

    assert codes(taken) == {"embedded_files_removed"}
    assert b"nobody's eyes" not in unpacked(taken.view)


async def test_in4_the_outline_and_its_links_stay() -> None:
    def outline(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as made:
            made.root.extend([pikepdf.OutlineItem("First", 0), pikepdf.OutlineItem("Second", 1)])
        pdf.Root.OpenAction = Array([pdf.pages[1].obj, Name.Fit])

    taken = await take_in(changed(outline, contract(2)))

    with pikepdf.open(io.BytesIO(taken.view)) as shown, shown.open_outline() as kept:
        assert [item.title for item in kept.root] == ["First", "Second"]
    assert taken.notices == ()


async def test_in4_attached_files_are_noted_and_left_out_of_what_is_shown() -> None:
    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["secret.txt"] = b"for nobody's eyes"

    taken = await take_in(changed(attach))

    assert codes(taken) == {"embedded_files_removed"}
    assert b"nobody's eyes" not in unpacked(taken.view)


async def test_in4_names_in_the_text_of_a_document_are_no_actions() -> None:
    def say(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo.Title = "How /JavaScript and /Launch work"

    assert (await take_in(changed(say))).notices == ()
