"""The page of `fazhi view` in headless Chromium: what is shown, chosen, filtered and found."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fazhi.export.page import render_page
from fazhi.records import Record
from tests.browser import Browser
from tests.invented_records import EMOJI, EMOJI_TEXT, HOSTILE, HOSTILE_TEXT, QUANTITIES, record


@pytest.fixture(scope="session")
def page(
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    long = record(
        "长报告\n" + "一、工作\n" + "县司法局办结复议12件。\n" * 800, "long", AGENCY="县司法局", QUANTITY="12件"
    )
    path.write_text("".join(render_page([EMOJI, HOSTILE, long])), "utf-8")
    return path


@pytest.fixture
def browser(driver: Any, page: Path) -> Iterator[Browser]:
    made = Browser(driver=driver, url=page.as_uri())
    made.emulate()
    made.wide(1400)
    driver.get(made.url)
    made.js("localStorage.clear(); localStorage.setItem('fazhi.language', 'zh')")
    driver.get_log("browser")
    made.open()
    yield made
    assert [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"] == []


def shown(record: Record) -> list[dict[str, Any]]:
    return [{"text": e.text, "start": e.start, "end": e.end, "label": e.label} for e in record.entities]


MARKS = """return [...document.querySelectorAll("mark")].map(mark => ({
  text: mark.textContent, start: Number(mark.dataset.start), end: Number(mark.dataset.end), label: mark.dataset.name}))"""


def test_marks_cover_what_the_record_says(browser: Browser) -> None:
    assert browser.js(MARKS) == shown(EMOJI)
    assert browser.texts(".paragraph p") == [EMOJI_TEXT[p.start : p.end] for p in EMOJI.paragraphs]
    assert browser.texts(".margin > :first-child") == ["标题", "小标题", "工作情况", "小标题", "存在问题", "存在问题"]
    assert browser.texts(".area")[0] == "依法有效化解社会矛盾纠纷0.90"


def test_an_area_says_what_it_answers_to(browser: Browser) -> None:
    titles = [area.get_attribute("title").split("\n")[1:] for area in browser.all(".area")]
    assert titles[0] == [
        "2015年纲要 二（六）、依法有效化解社会矛盾纠纷",
        "第33项 加强行政复议工作",
        "2021年纲要 七",
    ]
    assert titles[-1] == []


def test_nothing_hostile_happens(browser: Browser) -> None:
    browser.go(browser.all("#list a")[1].click)
    units = "return [...document.querySelectorAll('.paragraph p')].map(p => Array.from(p.textContent, c => c.codePointAt(0)))"
    assert browser.js(units) == [[ord(char) for char in HOSTILE_TEXT[p.start : p.end]] for p in HOSTILE.paragraphs]
    assert browser.text("#title") == "<i>\u202e题</i>"
    assert browser.text("#warnings") == "<u>警告</u>"
    assert browser.js("return typeof pwned") == "undefined"
    assert browser.all("main img, main b, main i, main u, main script") == []
    assert browser.js("return getComputedStyle(document.querySelector('.paragraph p')).unicodeBidi") == "isolate"
    browser.js("document.querySelector('mark[data-name=MODEL_OF_ONES_OWN]').focus()")
    assert "MODEL_OF_ONES_OWN" in browser.text("#tip header")
    assert "[1]" in browser.text("#tip dl")


def test_policy_stops_other_scripts(browser: Browser) -> None:
    inject = "const s = document.createElement('script'); s.textContent = 'window.pwned = 3'; document.body.append(s);"
    assert browser.js(f"{inject} return typeof window.pwned") == "undefined"
    assert any("Content Security Policy" in entry["message"] for entry in browser.driver.get_log("browser"))


def test_value_on_focus_and_on_hover(browser: Browser) -> None:
    from selenium.webdriver import ActionChains, Keys

    agency, quantity = browser.all("mark")[0], browser.one("mark[data-name=QUANTITY]")
    browser.js("arguments[0].focus()", agency)
    assert browser.text("#tip strong") == "甘棠县司法局"
    assert browser.texts("#tip dt, #tip dd") == ["层级", "县级", "种类", "部门"]
    assert "得分 0.50" in browser.text("#tip header")
    ActionChains(browser.driver).send_keys(Keys.TAB).perform()
    assert browser.text("#tip strong") == "多于 35,000 件"
    assert browser.texts("#tip dt, #tip dd")[:2] == ["指标", "行政复议案件受理数 review.accepted, 0.80"]
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    assert not browser.one("#tip").is_displayed()
    ActionChains(browser.driver).move_to_element(agency).perform()
    assert browser.text("#tip strong") == "甘棠县司法局"
    ActionChains(browser.driver).move_to_element(browser.one("#tip")).pause(0.25).perform()
    assert browser.one("#tip").is_displayed()
    ActionChains(browser.driver).move_to_element(quantity).perform()
    assert browser.text("#tip strong") == "多于 35,000 件"


def test_filter_by_label_and_score(browser: Browser) -> None:
    assert browser.text("#shown") == "段落 6 / 6 · 实体 5 / 5"
    browser.chip("labels", "QUANTITY").click()
    assert set(browser.texts("mark:not(.off)")) == {"县司法局"}
    assert browser.chip("labels", "QUANTITY").get_attribute("aria-pressed") == "false"
    assert browser.text("#shown") == "段落 6 / 6 · 实体 2 / 5"
    browser.one("#reset").click()
    browser.js("const l = document.getElementById('least'); l.value = 0.7; l.dispatchEvent(new Event('input'))")
    assert browser.texts("mark:not(.off)") == ["１２件", "3.5万件", "2成"]
    assert browser.texts(".area") == ["依法有效化解社会矛盾纠纷0.90"]
    assert browser.js("return [...document.querySelectorAll('mark.off')].every(mark => mark.tabIndex === -1)")


def test_filter_by_role_and_area(browser: Browser) -> None:
    browser.chip("roles", "problem").click()
    assert browser.texts(".paragraph:not(.above) p") == ["办件😀不足2成。", "2023年1月9日"]
    assert browser.texts(".paragraph.above p") == ["二、存在问题"]
    browser.chip("areas", "disputes").click()
    assert browser.texts(".paragraph") == []
    assert browser.one("#nothing").is_displayed()
    browser.chip("roles", "problem").click()
    assert browser.texts(".paragraph:not(.above) p") == [EMOJI_TEXT.split("\n")[2]]
    browser.one("#reset").click()
    assert len(browser.texts(".paragraph")) == 6


def test_search(browser: Browser) -> None:
    browser.find("司法局")
    assert browser.texts(".hit") == ["司法局", "司法局"]
    assert browser.text("#hits") == "– / 2"
    for expected in ("1 / 2", "2 / 2", "1 / 2"):
        browser.one("#next").click()
        assert browser.text("#hits") == expected
    browser.one("#previous").click()
    assert browser.text("#hits") == "2 / 2"
    assert browser.texts(".hit.now") == ["司法局"]
    browser.find("复议12件，")
    assert browser.texts(".hit") == ["复议", "１２件", "，"]
    assert browser.text("#hits") == "– / 1"
    browser.find("🙂")
    assert browser.texts(".hit") == ["🙂"]
    assert [mark["text"] for mark in browser.js(MARKS)] == ["县司法局", "１２件", "3.5万件", "县司法局", "2成"]
    browser.find("没有的")
    assert browser.text("#hits") == "未找到"
    assert not browser.one("#next").is_enabled()


def test_search_keeps_to_what_is_shown(browser: Browser) -> None:
    browser.find("件")
    before = browser.text("#hits")
    browser.chip("roles", "problem").click()
    assert (before, browser.text("#hits")) == ("– / 4", "– / 1")


def test_choose_a_report(browser: Browser) -> None:
    assert browser.text("#pile-title") == "3 份报告"
    assert browser.text("#totals dd:nth-of-type(5)") == ""
    browser.one("#sums summary").click()
    assert "数量804" in browser.text("#totals dt, #totals dd")
    browser.js("const n = document.getElementById('narrow'); n.value = 'LONG'; n.dispatchEvent(new Event('input'))")
    (link,) = browser.all("#list a")
    browser.go(link.click)
    assert link.get_attribute("aria-current") == "page"
    assert browser.js("return document.querySelectorAll('.paragraph').length") == 802
    assert browser.driver.title == "长报告 · fazhi"
    browser.go(browser.driver.back)
    assert browser.js(MARKS) == shown(EMOJI)


def test_outline_jumps(browser: Browser) -> None:
    assert browser.texts("#outline a") == ["一、𠮷祥工作", "二、存在问题"]
    browser.wide(1400, 500)
    browser.chip("roles", "progress").click()
    browser.go(browser.all("#outline a")[1].click)
    assert browser.js("return document.activeElement.querySelector('p').textContent") == "二、存在问题"
    assert len(browser.texts(".paragraph")) == 6


def test_address_opens_a_report_at_a_character(browser: Browser) -> None:
    browser.open("#long@4000")
    place = browser.js(
        "const e = document.activeElement; return [Number(e.dataset.start), e.getBoundingClientRect().top]"
    )
    assert 3980 < place[0] <= 4000
    assert 0 < place[1] < 400
    browser.open("#emoji%20%F0%9F%98%80/%E7%94%98%E6%A3%A0")
    assert browser.text("#title").startswith("😀甘棠县")
    browser.open("#no-such-report@x")
    assert browser.text("#title").startswith("😀甘棠县")


def paper(browser: Browser) -> int:
    red: int = browser.js("return Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    return red


def test_dark_and_light(browser: Browser) -> None:
    assert paper(browser) > 200
    browser.emulate(scheme="dark")
    assert paper(browser) < 60
    browser.one("#theme").click()
    assert paper(browser) > 200
    browser.open()
    assert paper(browser) > 200
    browser.one("#theme").click()
    assert paper(browser) < 60
    browser.emulate(scheme="dark", media="print")
    assert paper(browser) == 255


def test_two_languages(browser: Browser) -> None:
    assert "发文字号" not in browser.texts("#labels .chip")
    assert browser.texts("#labels .chip") == ["机关2", "数量3"]
    browser.one("#language").click()
    assert browser.texts("#labels .chip") == ["AGENCY2", "QUANTITY3"]
    assert browser.js("return document.documentElement.lang") == "en"
    browser.open()
    assert browser.text("#outline-title") == "Outline"
    browser.js("localStorage.clear()")
    browser.open()
    preferred = browser.js("return navigator.language")
    assert browser.js("return document.documentElement.lang") == ("zh-Hans" if preferred.startswith("zh") else "en")


@pytest.mark.parametrize("width", [320, 390, 800, 1400])
def test_fits_the_width(browser: Browser, width: int) -> None:
    browser.wide(width, 844)
    for fragment in ("", "#%3C/script%3E%3Cb%3E%27%22"):
        browser.open(fragment)
        assert browser.js("return document.documentElement.scrollWidth") <= width
        assert browser.js("return document.querySelector('#filters').open") == (width > 500)


def test_phone_has_its_contents_in_a_drawer(browser: Browser) -> None:
    browser.wide(390, 844)
    browser.open()
    assert not browser.one("#list").is_displayed()
    browser.one("#menu").click()
    browser.js("document.getAnimations().forEach(animation => animation.finish())")
    browser.go(browser.all("#list a")[2].click)
    assert browser.text("#title") == "长报告"
    assert browser.one("#menu").get_attribute("aria-expanded") == "false"


def test_prints_the_text_alone(browser: Browser) -> None:
    browser.emulate(media="print")
    assert browser.texts("#bar, #side, #filters, #tip") == []
    assert len(browser.texts(".paragraph")) == 6
    pdf = base64.b64decode(browser.driver.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert pdf.startswith(b"%PDF")
    assert b"/Count 1" in pdf


def test_large_pile_stays_quick(browser: Browser, tmp_path: Path) -> None:
    big = record(EMOJI_TEXT * 40, "big", AGENCY="县司法局", QUANTITY=QUANTITIES)
    path = tmp_path / "pile.html"
    path.write_text("".join(render_page([EMOJI] + [big] * 400)), "utf-8")
    browser.driver.get(path.as_uri())
    assert browser.js("return performance.timing.domComplete - performance.timing.responseStart") < 10_000
    assert browser.js("return document.querySelectorAll('.paragraph').length") == 6
    assert len(browser.all("#list a")) == 200
    assert browser.text("#more").startswith("另有 201 份")
    took = browser.js("const t = performance.now(); location.hash = 'big,300'; return new Promise(done => addEventListener('hashchange', () => done(performance.now() - t)))")  # fmt: skip
    assert browser.js("return document.querySelectorAll('mark').length") == 200
    assert took < 2000
