using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>The report of a run in a real browser, as readers meet it.</summary>
[Trait("lane", "full")]
public sealed class PageTests(PageTests.OpenPage page) : IClassFixture<PageTests.OpenPage>
{
    private const string Bars = "document.getElementById('figure-embedding-spectrum').querySelector('.grokking-plot')";
    private const string Slider = "document.getElementById('figure-embedding-spectrum').querySelector('.grokking-slider input')";
    private const string Curves = "document.getElementById('figure-progress-measures').querySelector('.grokking-plot')";

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public void EveryFigure_IsDrawnWithoutAnError(int width, bool isDark)
    {
        var browser = page.Open(width, isDark);

        // Each is waited for, but not for ever: on a busy machine a page that scrolls on is past a figure before it is drawn.
        browser.Evaluate("""
            (async () => { for (const plot of document.querySelectorAll('.grokking-plot')) { plot.scrollIntoView();
              for (let i = 0; i < 200 && !plot.querySelector('.main-svg'); i++) await new Promise(done => setTimeout(done, 30)); } })()
            """);
        browser.Until(
            "[...document.querySelectorAll('.grokking-plot')].every(plot => plot.querySelector('.main-svg') && "
                + "plot._fullData?.length === plot.data.length)");

        Assert.Equal(page.Figures, browser.Evaluate("document.querySelectorAll('.js-plotly-plot').length")!.GetValue<int>());
        Assert.Empty(browser.Problems);
        Assert.Equal(
            isDark ? "rgb(15, 20, 25)" : "rgb(255, 255, 255)",
            browser.Evaluate("getComputedStyle(document.body).backgroundColor")!.ToString());
        Assert.Equal(
            isDark ? "rgb(230, 233, 236)" : "rgb(36, 41, 47)",
            browser.Evaluate($"getComputedStyle({Curves}.querySelector('.xtick text')).fill")!.ToString());
        Assert.True(
            browser.Evaluate("document.documentElement.scrollWidth <= innerWidth")!.GetValue<bool>(),
            "the page is wider than the window");
        Assert.Empty(browser.Evaluate(Outside)!.AsArray().Select(node => node!.ToString()));
        Assert.Empty(browser.Evaluate(Overlapping)!.AsArray().Select(node => node!.ToString()));
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public void Hovering_ShowsTheValue(int width)
    {
        var browser = page.Open(width, isDark: false);
        Show(browser, Bars);

        var bar = browser.Evaluate($$"""
            (() => { const bars = [...{{Bars}}.querySelectorAll('.points path')].map(bar => bar.getBoundingClientRect());
              const tallest = bars.sort((a, b) => b.height - a.height)[0]; return [tallest.x + tallest.width / 2, tallest.y + tallest.height / 2]; })()
            """)!.AsArray();
        browser.Point(bar[0]!.GetValue<double>(), bar[1]!.GetValue<double>());
        browser.Until($"{Bars}.querySelector('.hoverlayer text') !== null");

        var shown = browser.Evaluate($"{Bars}.querySelector('.hoverlayer').textContent")!.ToString();
        var largest = browser.Evaluate($"Math.max(...{Bars}._fullData.flatMap(trace => trace.y))")!.GetValue<double>();
        Assert.Contains(
            largest.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)[..2], shown, StringComparison.Ordinal);
        Assert.Empty(browser.Problems);
    }

    [Fact]
    public void ClickingTheLegend_HidesACurveAndShowsItAgain()
    {
        var browser = page.Open(1400, isDark: false);
        Show(browser, Curves);
        string Visible() => browser.Evaluate($"JSON.stringify({Curves}._fullData.map(trace => trace.visible))")!.ToString();
        var before = Visible();

        ClickLegend(browser);
        browser.Until($"{Curves}._fullData[0].visible === 'legendonly'");
        // Two clicks in quick succession would be a double click, which shows one curve alone.
        Thread.Sleep(400);
        ClickLegend(browser);
        browser.Until($"{Curves}._fullData[0].visible === true");

        Assert.Equal(before, Visible());
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public void TheSlider_MovesThroughTraining(int width)
    {
        var browser = page.Open(width, isDark: false);
        Show(browser, Bars);
        string Heights() => browser.Evaluate($"JSON.stringify({Bars}._fullData[0].y)")!.ToString();
        var last = Heights();

        var rail = browser.Evaluate(
            $"(() => {{ const rail = {Slider}.getBoundingClientRect(); return [rail.x + 3, rail.y + rail.height / 2]; }})()")!.AsArray();
        browser.Click(rail[0]!.GetValue<double>(), rail[1]!.GetValue<double>());
        browser.Until($"JSON.stringify({Bars}._fullData[0].y) !== {System.Text.Json.JsonSerializer.Serialize(last)}");

        Assert.Equal("step 0", browser.Evaluate($"{Slider}.nextElementSibling.textContent")!.ToString());
        Assert.Equal("step 0", browser.Evaluate($"{Slider}.getAttribute('aria-valuetext')")!.ToString());
        Assert.Empty(browser.Problems);
    }

    [Fact]
    public void Play_RunsAndPauses()
    {
        var browser = page.Open(1400, isDark: false);
        Show(browser, Bars);
        string Button() => browser.Evaluate($"{Slider}.previousElementSibling.textContent")!.ToString();

        browser.Evaluate($"{Slider}.previousElementSibling.click()");
        Assert.Equal("Pause", Button());
        browser.Until($"Number({Slider}.value) > 0 && Number({Slider}.value) < Number({Slider}.max)");
        browser.Evaluate($"{Slider}.previousElementSibling.click()");
        var stopped = browser.Evaluate($"{Slider}.value")!.ToString();
        Thread.Sleep(800);

        Assert.Equal(("Play", stopped), (Button(), browser.Evaluate($"{Slider}.value")!.ToString()));
        Assert.Empty(browser.Problems);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(390)]
    public void AClick_PutsStepsOnALogarithmicAxis_AndBack(int width)
    {
        const string button = $"{Curves}.parentElement.querySelector('.grokking-steps')";
        var browser = page.Open(width, isDark: false);
        Show(browser, Curves);
        Assert.Equal("linear", browser.Evaluate($"{Curves}._fullLayout.xaxis.type")!.ToString());

        browser.Evaluate($"{button}.click()");
        browser.Until($"{Curves}._fullLayout?.xaxis?.type === 'log'");
        Assert.Equal("true", browser.Evaluate($"{button}.getAttribute('aria-pressed')")!.ToString());
        Assert.Empty(browser.Evaluate(Outside)!.AsArray().Select(node => node!.ToString()));
        browser.Evaluate($"{button}.click()");
        browser.Until($"{Curves}._fullLayout?.xaxis?.type === 'linear'");

        Assert.Empty(browser.Problems);
    }

    [Fact]
    public void TheData_OfAFigure_IsATableWithEveryTrace()
    {
        var browser = page.Open(1400, isDark: false);
        Show(browser, Curves);

        browser.Evaluate($"{Curves}.parentElement.querySelector('.grokking-data').open = true");
        browser.Until($"{Curves}.parentElement.querySelectorAll('.grokking-data table').length > 0");

        var captions = browser.Evaluate(
            $"[...{Curves}.parentElement.querySelectorAll('.grokking-data caption')].map(caption => caption.textContent)")!.AsArray().Select(node => node!.ToString());
        Assert.Equal(["train", "test"], captions.Take(2));
        var first = browser.Evaluate($"{Curves}.parentElement.querySelector('.grokking-data tr').textContent")!.ToString();
        Assert.StartsWith("0", first, StringComparison.Ordinal);
        Assert.Empty(browser.Problems);
    }

    [Fact]
    public void AnErrorOfThePage_IsSeen()
    {
        var browser = page.Open(1400, isDark: false);

        browser.Evaluate("setTimeout(() => { console.error('broken on purpose'); }, 0)");
        browser.Until("true");
        Thread.Sleep(200);

        Assert.Contains(browser.Problems, problem => problem.Contains("broken on purpose", StringComparison.Ordinal));
    }

    /// <summary>Texts of figures that reach beyond their figure.</summary>
    private const string Outside = """
        [...document.querySelectorAll('.grokking-plot')].flatMap(plot => { const box = plot.getBoundingClientRect();
          return [...plot.querySelectorAll('.main-svg text')].filter(text => text.textContent.trim().length > 0)
            .map(text => [text, text.getBoundingClientRect()]).filter(([, at]) => at.width > 0 && (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1))
            .map(([text]) => plot.closest('figure').id + ': ' + text.textContent); })
        """;

    /// <summary>Texts that lie on one another.</summary>
    private const string Overlapping = """
        [...document.querySelectorAll('.grokking-plot')].flatMap(plot => {
          const texts = [...plot.querySelectorAll('.xtick text, .ytick text, .y2tick text, .legendtext, .annotation-text, .xtitle, .ytitle, .y2title, .slider-label, .slider-labels text, .textpoint text')]
            .filter(text => text.textContent.trim().length > 0 && text.style.visibility !== 'hidden').map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, at]) => at.width > 0);
          return texts.flatMap(([one, a], i) => texts.slice(i + 1)
            .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
            .map(([other]) => `${plot.closest('figure').id}: '${one}' on '${other}'`)); })
        """;

    private static void Show(Chromium browser, string plot)
    {
        browser.Evaluate($"{plot}.scrollIntoView({{ block: 'center' }})");
        browser.Until($"{plot}.querySelector('.main-svg') !== null && {plot}._fullData?.length > 0");
        Thread.Sleep(200);
        browser.Evaluate($"{plot}.scrollIntoView({{ block: 'center' }})");
    }

    private static void ClickLegend(Chromium browser)
    {
        var place = browser.Evaluate(
            $"(() => {{ const item = {Curves}.querySelector('.legendtoggle').getBoundingClientRect(); return [item.x + item.width / 2, item.y + item.height / 2]; }})()")!.AsArray();
        browser.Click(place[0]!.GetValue<double>(), place[1]!.GetValue<double>());
    }

    /// <summary>The page of a small run, and one browser for all tests of it.</summary>
    public sealed class OpenPage : IDisposable
    {
        private readonly SmallRun run = new();
        private readonly string? file;
        private Chromium? browser;

        public OpenPage()
        {
            if (Chromium.Program is null)
            {
                return;
            }
            var study = ReportContext.Of(Run.Open(run.Folder));
            var report = RunReport.Compose(study);
            Figures = report.Figures.Count();
            file = RunReport.WriteHtml(study, report);
        }

        /// <summary>Number of figures on the page.</summary>
        public int Figures { get; }

        /// <summary>Opens the page; the test is skipped where there is no browser.</summary>
        internal Chromium Open(int width, bool isDark)
        {
            Assert.SkipWhen(file is null, "there is no Chromium to open the page in: apt-get install chromium");
            browser ??= new Chromium();
            browser.Open(file!, width, isDark);
            return browser;
        }

        public void Dispose()
        {
            browser?.Dispose();
            run.Dispose();
        }
    }
}
