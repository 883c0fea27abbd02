"""`fazhi gold`: look after annotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Check, compare, count and convert annotations.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Annotations, one JSON file a report.")]
Texts = Annotated[Path | None, typer.Option(help="The folder of their texts; by default corpus/ beside the annotations' folder, else the folder itself.")]  # fmt: skip


def _texts(annotations: Path, texts: Path | None) -> Path | None:
    from fazhi.gold.annotation import texts_beside

    return texts or texts_beside(annotations)


@app.command()
def check(
    annotations: Folder = Path("annotations"),
    texts: Texts = None,
    doubts: Annotated[bool, typer.Option(help="Also list what a person should look at again.")] = True,
) -> None:
    """Check offsets, hashes, overlaps, edges and form; exit status 1 if anything must be mended."""
    from fazhi.errors import FazhiError
    from fazhi.gold.annotation import Gold, load_gold
    from fazhi.gold.check import Finding, unequal_marking
    from fazhi.gold.check import check as check_one
    from fazhi.gold.indicator_layer import lone

    golds: list[Gold] = []
    findings: list[Finding] = []
    paths = sorted(annotations.glob("*.json"))
    if not paths:
        raise FazhiError(f"{annotations}: no annotation files (*.json) there")
    for path in paths:
        try:
            golds.append(load_gold(path, texts=_texts(annotations, texts)))
            findings += check_one(golds[-1])
        except FazhiError as error:
            findings += (Finding(path.stem, 0, True, problem) for problem in str(error).split("\n"))
    findings += (Finding(name, 0, True, "indicators without an annotation of that name") for name in lone(annotations))
    findings += unequal_marking(golds)
    problems = [finding for finding in findings if finding.problem]
    for finding in findings if doubts else problems:
        typer.echo(f"{'problem' if finding.problem else 'look'} {finding.report}[{finding.start}] {finding.what}")
    typer.echo(f"{len(paths)} reports, {len(problems)} problems, {len(findings) - len(problems)} places to look at")
    raise typer.Exit(1 if problems else 0)


@app.command()
def agree(
    annotators: Annotated[list[Path], typer.Argument(help="A folder of annotations for each annotator, two or more.")],
    texts: Texts = None,
    show: Annotated[int, typer.Option(help="Print at most so many differences of each pair.")] = 0,
) -> None:
    """Compare annotators' versions of the same reports, pair by pair: F1 by label, kappa of roles and areas."""
    from itertools import combinations

    from fazhi.errors import FazhiError
    from fazhi.gold.agree import agree as compare
    from fazhi.gold.annotation import load_gold

    if len(annotators) < 2:
        raise FazhiError("comparing takes the folders of two or more annotators; `fazhi gold check` looks at one")
    for a, b in combinations(annotators, 2):
        names = sorted({path.name for path in a.glob("*.json")} & {path.name for path in b.glob("*.json")})
        if not names:
            raise FazhiError(f"{a} and {b} share no annotation file")
        pairs = (
            (load_gold(a / name, texts=_texts(a, texts)), load_gold(b / name, texts=_texts(b, texts))) for name in names
        )
        result = compare(pairs)
        if len(annotators) > 2:
            typer.echo(f"{a} (A), {b} (B)")
        for difference in result.differences[:show]:
            typer.echo(f"{difference.report}[{difference.start}] {difference.side}: {difference.what}")
        for label, value in result.f1.items():
            typer.echo(f"F1 {label:9} {value:.4f}")
        typer.echo(f"kappa roles {result.role_kappa:.4f}\nkappa areas {result.area_kappa:.4f}")
        typer.echo(f"{len(names)} reports, {len(result.differences)} differences")


@app.command()
def merge(
    annotators: Annotated[list[Path], typer.Argument(help="A folder of annotations for each annotator, two or more.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the merged annotations and conflicts.jsonl.")],
    votes: Annotated[int | None, typer.Option(help="How many must agree; all by default.")] = None,
    texts: Texts = None,
) -> None:  # fmt: skip
    """Merge annotators' versions: what agrees is taken, conflicts.jsonl lists what is to be decided.

    `fazhi doccano push OUTPUT --only OUTPUT/conflicts.jsonl` sends the paragraphs in conflict to be decided.
    """
    from fazhi.errors import FazhiError
    from fazhi.export.atomic import atomic
    from fazhi.gold.annotation import dump_gold, load_gold
    from fazhi.gold.merge import Conflict
    from fazhi.gold.merge import merge as merge_one
    from fazhi.jsonl import dumps

    if len({folder.resolve() for folder in annotators}) < 2:
        raise FazhiError("merging takes the folders of two or more annotators; `fazhi gold check` looks at one")
    names = sorted(set.intersection(*({path.name for path in folder.glob("*.json")} for folder in annotators)))
    if not names:
        raise FazhiError(f"{', '.join(map(str, annotators))} share no annotation file")
    conflicts: list[Conflict] = []
    for name in names:
        versions = {str(folder): load_gold(folder / name, texts=_texts(folder, texts)) for folder in annotators}
        merged = merge_one(versions, votes=votes)
        conflicts += merged.conflicts
        with atomic(output / name) as out:
            out.write(dump_gold(merged.gold))
    with atomic(output / "conflicts.jsonl") as out:
        out.writelines(dumps(conflict.as_json()) + "\n" for conflict in conflicts)
    alone = sorted(set().union(*({path.name for path in folder.glob("*.json")} for folder in annotators)) - set(names))
    if alone:
        typer.echo(f"not annotated by all, left out: {', '.join(alone)}", err=True)
    typer.echo(f"{len(names)} reports in {output}, {len(conflicts)} conflicts in {output / 'conflicts.jsonl'}")


@app.command()
def decide(
    merged: Annotated[Path, typer.Argument(help="Annotations, as `fazhi gold merge` writes them.")],
    decisions: Annotated[Path, typer.Argument(help="Annotations of the paragraphs decided, as `fazhi doccano pull` writes them: OUTPUT/ANNOTATOR.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the result; MERGED itself will do.")],
    texts: Texts = None,
) -> None:  # fmt: skip
    """Put what was decided about single paragraphs into merged annotations; what was not decided stays."""
    from fazhi.errors import FazhiError
    from fazhi.export.atomic import atomic
    from fazhi.gold.annotation import dump_gold, load_gold
    from fazhi.gold.merge import decided

    paths = sorted(merged.glob("*.json"))
    known = {path.name for path in paths}
    if not paths:
        raise FazhiError(f"{merged}: no annotation files (*.json) there")
    if unknown := [path for path in sorted(decisions.glob("*.json")) if path.name not in known]:
        raise FazhiError(f"{unknown[0]}: no {merged / unknown[0].name} to put this into")
    place = _texts(merged, texts)
    golds = {path.name: load_gold(path, texts=place) for path in paths}
    changed = 0
    for name, gold in golds.items():
        if (decisions / name).is_file():
            changed += 1
            golds[name] = decided(gold, load_gold(decisions / name, texts=texts or place, partial=True))
    for name, gold in golds.items():
        with atomic(output / name) as out:
            out.write(dump_gold(gold))
    typer.echo(f"{len(golds)} reports in {output}, {changed} of them with decisions")


@app.command()
def choose(
    reports: Annotated[list[str], typer.Argument(help="Reports: files, folders, patterns.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The list, JSON lines.")],
    limit: Annotated[int, typer.Option(min=1, help="How many paragraphs.")] = 100,
    model: Annotated[str | None, typer.Option("--model", "-m", help="The model that is asked; the released model by default.")] = None,
    skip: Annotated[Path | None, typer.Option(help="A folder of annotations: reports annotated there are passed over.")] = None,
) -> None:  # fmt: skip
    """List the paragraphs that are best annotated next: those of which a model is least sure, spread over the reports.

    `fazhi doccano push REPORTS --only OUTPUT` sends just these.
    """
    from fazhi.errors import FazhiError
    from fazhi.export.atomic import atomic
    from fazhi.jsonl import dumps
    from fazhi.pile import find_items
    from fazhi.pipeline.released import load
    from fazhi.reading import read_report
    from fazhi.training.uncertainty import Doubt, doubts, spread

    nlp = load(model)
    annotated = {path.stem for path in skip.glob("*.json")} if skip else set()
    found: list[Doubt] = []
    read = unread = 0
    for item in find_items(reports):
        if item.id in annotated:
            continue
        try:
            if item.problem:
                raise FazhiError(item.problem)
            found += doubts(nlp, read_report(item.path, id=item.id))
            read += 1
        except FazhiError as error:
            unread += 1
            typer.echo(f"fazhi: {error}", err=True)
    if not found:
        raise FazhiError("nothing to choose from: no report could be read, or all are annotated")
    chosen = spread(found, limit)
    with atomic(output) as out:
        out.writelines(dumps(doubt.as_json()) + "\n" for doubt in chosen)
    characters = sum(doubt.end - doubt.start for doubt in chosen)
    typer.echo(f"{len(chosen)} of {len(found)} paragraphs of {read} reports in {output}, {characters:,} characters")
    raise typer.Exit(1 if unread else 0)


@app.command()
def stats(annotations: Folder = Path("annotations"), texts: Texts = None) -> None:
    """Count reports, characters, entities, roles and areas; with a manifest.tsv also what kinds of reports there are."""
    from fazhi.gold.annotation import load_folder
    from fazhi.gold.stats import coverage
    from fazhi.gold.stats import stats as count

    places = _texts(annotations, texts)
    tables = count(load_folder(annotations, texts=places))
    manifest = (places or annotations) / "manifest.tsv"
    for table, counts in (tables | (coverage(manifest) if manifest.is_file() else {})).items():
        typer.echo(f"{table}\n" + "\n".join(f"  {name:20} {number:>9,}" for name, number in counts.items()))


@app.command()
def show(path: Annotated[Path, typer.Argument(help="One annotation file.")], texts: Texts = None) -> None:
    """Print a report with its annotations inline (⟦LABEL|…⟧)."""
    from fazhi.gold.annotation import load_gold
    from fazhi.gold.markup import write_markup

    typer.echo(write_markup(load_gold(path, texts=_texts(path.parent, texts))), nl=False)


@app.command()
def read(
    path: Annotated[Path, typer.Argument(help="A report with inline annotations.")],
    annotations: Annotated[Path, typer.Option(help="Where the annotation file goes.")] = Path("annotations"),
    corpus: Annotated[Path, typer.Option(help="Where the text goes.")] = Path("corpus"),
) -> None:
    """Turn inline annotations into a text and a stand-off annotation file."""
    from fazhi.errors import GoldMismatch
    from fazhi.export.atomic import atomic
    from fazhi.gold.annotation import dump_gold, verified
    from fazhi.gold.markup import read_markup
    from fazhi.reading.plain import read_plain

    source = f"{path.stem}.txt"
    gold = verified(read_markup(read_plain(path.read_bytes(), str(path)), id=path.stem, source=source))
    target = corpus / source
    if target.exists() and read_plain(target.read_bytes(), str(target)) != gold.report.text:
        raise GoldMismatch(f"{target} holds another text than {path}; the annotations would not fit it")
    with atomic(target) as out:
        out.write(gold.report.text)
    with atomic(annotations / f"{path.stem}.json") as out:
        out.write(dump_gold(gold))
    typer.echo(f"{target}, {annotations / f'{path.stem}.json'}: {len(gold.entities)} entities")
