"""What is promised and which tests stand for it; the numbers are those of the tests, never typed here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """
    One line of the scorecard.

    Attributes
    ----------
    id : str
        R: robust, D: the same every time, P: privacy, A: accessible, S: safe.
    promise, how : str
        What is promised and how it is tested, in Dutch, as a reader reads it.
    tests : tuple of str
        `folder/file.py` or `folder/file.py::test`, below tests/. Without tests nothing is claimed.
    """

    id: str
    promise: str
    how: str
    tests: tuple[str, ...] = ()


def _in(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{file}::test_{name}" for name in names)


KILLED = (
    "a_build_that_is_killed_loses_and_tears_nothing_and_goes_on",
    "a_server_and_a_kernel_that_are_killed_cost_time_and_nothing_else",
)
STOPPED = ("a_build_that_is_asked_to_end_does_so_at_once_and_says_what_is_next",)

ITEMS = (
    Item(
        "R1",
        "Een slecht bestand krijgt de juiste code, met bestand, rij, kolom en wat u moet doen",
        "118 slechte bestanden en hun 118 herstelde tweelingen",
        ("bad_input/test_cases.py", "bad_input/test_params_machine.py", "unit/sources/test_bad_network.py"),
    ),
    Item(
        "R2",
        "Een mislukte bouw verandert geen uitvoer die goed was",
        "twee notebooks laten mislukken en de bestanden ervoor en erna vergelijken",
        _in("build/test_faults.py", "faults_are_named_and_the_rest_finishes")
        + _in("build/test_wrong_input.py", "wrong_data_stop_before_anything_is_replaced"),
    ),
    Item(
        "R3",
        "Een bouw die op een willekeurig moment wordt afgebroken, laat geen half bestand achter",
        "afbreken op momenten verspreid over de hele bouw; met --kills 100 honderd keer",
        _in("build/test_killed.py", *KILLED, *STOPPED),
    ),
    Item(
        "R4",
        "Verdergaan na afbreken geeft dezelfde bestanden als een bouw die niet is gestoord",
        "na elke keer afbreken afmaken en elk bestand vergelijken",
        _in("build/test_killed.py", *KILLED),
    ),
    Item(
        "R5",
        "Een notebook dat sterft, stopt of blijft hangen, wordt genoemd; de rest gaat door",
        "kernel beëindigen, segfault, te veel geheugen, sys.exit, eindeloze cel in de eerste en de laatste cel, "
        "eindeloos notebook, fout in een cel",
        (
            "build/test_dying_cells.py",
            *_in("build/test_faults.py", "faults_are_named_and_the_rest_finishes"),
            *_in("bad_input/test_params_machine.py", "a_notebook_that_takes_too_long_as_a_whole_is_stopped"),
        ),
    ),
    Item(
        "R6",
        "Twee keer bouwen in één map: de tweede weigert en zegt wie er bezig is",
        "twee echte bouwen, en veel processen tegelijk om één slot",
        (
            "unit/build/test_lock.py",
            *_in(
                "bad_input/test_params_machine.py", "a_second_batch_is_refused_and_a_killed_one_is_taken_over"
            ),
        ),
    ),
    Item(
        "R7",
        "Volle schijf, map zonder rechten en te lange paden zijn gevonden voor het eerste notebook",
        "een schijf zonder ruimte, mappen zonder rechten, lange namen; een schijf die onderweg vol raakt",
        (
            *_in(
                "build/test_killed.py",
                "a_disk_that_gets_full_on_the_way_loses_nothing_and_the_next_build_goes_on",
                "outputs_that_can_only_be_read_are_found_before_a_kernel_starts",
            ),
            "unit/build/test_preflight.py",
            *_in(
                "bad_input/test_params_machine.py",
                "a_disk_that_takes_nothing_is_found_before_the_first_kernel",
                "a_folder_with_too_long_a_name_is_refused",
            ),
        ),
    ),
    Item(
        "R8",
        "Een bron die hapert geeft een duidelijke melding; wat al was opgehaald blijft heel",
        "een server die 429, 500, stilte, halve antwoorden, HTML en foute JSON geeft",
        ("unit/sources/test_bad_network.py", "unit/sources/test_http.py", "unit/sources/test_snapshots.py"),
    ),
    Item(
        "D1",
        "Dezelfde gegevens geven dezelfde bytes in elk gepubliceerd bestand",
        "twee keer bouwen: andere dag, gebruiker, map, tijdzone, taalinstelling, volgorde en aantal taken",
        _in(
            "build/test_build.py",
            "every_published_file_has_the_same_bytes",
            "every_kind_of_file_was_compared",
            "what_differs_is_not_published",
        ),
    ),
    Item(
        "D2", "Dat geldt ook op een andere computer met hetzelfde slotbestand", "twee computers vergelijken"
    ),
    Item(
        "P1",
        "Geen verborgen getal is te herleiden uit alles wat is gepubliceerd",
        "de aanval: voorbeelden met de hand, willekeurige tabellen, elk verborgen getal tonen, elk soort bestand",
        (
            "unit/release/test_intervals.py",
            "unit/release/test_system.py",
            "unit/release/test_privacy_mutation.py",
            "unit/audit/test_published.py",
            "build/test_audit_command.py",
            "build/test_publish.py",
        ),
    ),
    Item(
        "P2",
        "Geen getal of naam uit ruwe gegevens komt ongezien in een uitvoer",
        "een getal en een naam planten en zoeken in elke byte, ook in archieven en PDF",
        ("build/test_canaries.py",),
    ),
    Item(
        "P3",
        "Er wordt niet meer verborgen dan nodig: hooguit 10% meer dan het minste",
        "vergelijken met alle keuzen die er zijn, op kleine tabellen",
        _in(
            "unit/release/test_suppress.py",
            "the_proven_choice_is_the_smallest_of_all",
            "the_choice_for_large_tables_is_enough_and_nearly_as_small",
        )
        + _in(
            "unit/release/test_privacy_mutation.py",
            "a_random_release_gives_nothing_away_and_hides_nothing_for_nothing",
        ),
    ),
    Item(
        "A1",
        "axe vindt niets op een pagina, ook niet met een kaart geopend, smal of vergroot",
        "elke soort pagina in een echte browser",
        ("browser/test_accessible.py",),
    ),
    Item(
        "A2",
        "Elke figuur heeft alternatieve tekst, bijschrift, bron en een tabel met dezelfde cijfers",
        "eigen regels waar axe niets zegt",
        (
            "contract/test_rules_of_pages.py",
            *_in("unit/annex/test_contents_html.py", "every_figure_has_alt_text_caption_table_and_source"),
            *_in("unit/topics/maps/test_web.py", "the_page_has_a_language_a_title_a_picture_and_a_table"),
            *_in("unit/topics/maps/test_cards.py", "the_numbers_behind_the_map_are_those_on_it"),
            *_in("unit/cards/test_make.py", "an_unfinished_card_is_refused_and_writes_nothing"),
        ),
    ),
    Item(
        "A3",
        "De PDF is te lezen met een schermlezer (PDF/UA-1) en het Worddocument ook",
        "de structuur van PDF en Word nalopen, en openen in LibreOffice",
        (
            "unit/annex/test_pdf.py",
            "unit/annex/test_pdf_structure.py",
            "unit/annex/test_word.py",
            "unit/annex/test_word_opens.py",
        ),
    ),
    Item(
        "A4",
        "Kleuren die iets anders betekenen zijn te onderscheiden, ook bij kleurenblindheid",
        "kleurverschil (CIEDE2000) minstens 9 bij vier manieren van zien",
        ("unit/cards/test_palettes.py",),
    ),
    Item(
        "S1",
        "Een tekst die een opdracht lijkt, staat er letterlijk en wordt nergens uitgevoerd",
        "aanvallen in namen, titels, cellen en zinnen, in elk soort uitvoer",
        _in(
            "unit/topics/maps/test_web.py",
            "a_name_that_is_an_attack_is_shown_and_not_run",
            "a_code_that_is_an_attack_is_not_run",
        )
        + _in("unit/annex/test_same_everywhere.py", "text_that_is_markup_elsewhere_is_shown_as_it_is")
        + _in("unit/annex/test_contents_html.py", "texts_are_shown_and_never_run")
        + _in("browser/test_pages.py", "names_that_are_attacks_are_shown_as_they_are_and_never_run")
        + _in("browser/test_gallery.py", "a_title_that_is_an_attack_is_shown_and_never_run")
        + _in("unit/ground/test_literal.py", "a_text_reads_as_it_was_and_runs_nowhere")
        + (
            "unit/ground/test_spreadsheet.py",
            "build/test_attack_strings.py",
            "browser/test_attack_notebooks.py",
        ),
    ),
    Item(
        "S2",
        "Geen map, inlognaam, computernaam of sleutel in een uitvoer",
        "zoeken in elke byte, ook in archieven en PDF",
        (
            "build/test_audit_command.py",
            "build/test_canaries.py",
            *_in("build/test_build.py", "nothing_published_names_this_machine"),
            *_in("unit/audit/test_published.py", "a_folder_a_key_or_a_name_is_found_however_it_is_packed"),
        ),
    ),
    Item(
        "S3",
        "Een pagina vraagt niets aan internet",
        "elke soort pagina openen en elk verzoek tellen",
        _in("browser/test_accessible.py", "axe_finds_nothing_and_nobody_is_asked_for_anything")
        + _in(
            "browser/test_pages.py",
            "the_map_asks_nobody_for_anything_and_does_not_complain",
            "the_annex_asks_nobody_for_anything_and_does_not_complain",
            "a_request_and_a_complaint_would_be_noticed",
        )
        + _in("browser/test_gallery.py", "all_figures_are_there_and_nothing_comes_from_elsewhere"),
    ),
)
