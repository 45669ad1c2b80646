using System.Text.RegularExpressions;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Numbers of Z_n are numbers over nothing where the operation is no addition, not even in disguise: no output has
/// one.</summary>
[Trait("lane", "full")]
public sealed partial class NoAdditionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mod-squares", 7)]
    [InlineData("mod-even-add-mul", 7)]
    [InlineData("mod-mul", 8)]
    [InlineData("dihedral", 10)]
    [InlineData("alternating", 60)]
    public void Outputs_OfAnOperationThatIsNoAddition_HoldNoNumberOfZn(string id, int p)
    {
        var paths = Run(id, p);

        // Another group has restricted and excluded losses of its own.
        var ofZn = OperationCatalogue.Create(id, p).Algebra is Algebra.Group ? OfZnAlone() : OfZn();
        Assert.DoesNotContain(Header(paths.Timeline), column => ofZn.IsMatch(column));
        Assert.False(File.Exists(paths.Spectra));
        Assert.All(Texts(paths), text => Assert.DoesNotMatch(ofZn, text));
        Assert.Contains("\"fourier\": null", File.ReadAllText(paths.AnalysisJson), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mod-add", 7)]
    [InlineData("mod-mul", 7)]
    public void Outputs_OfAnOperationThatIsAddition_HoldThem(string id, int p)
    {
        var paths = Run(id, p);

        Assert.Contains(Header(paths.Timeline), column => OfZn().IsMatch(column));
        Assert.True(File.Exists(paths.Spectra));
        Assert.All(Texts(paths), text => Assert.Matches(OfZn(), text));
    }

    private RunPaths Run(string id, int p)
    {
        var run = TinyRun.Train(folder, "run", "--set", $"task.id={id}", $"task.p={p}", "training.checkpoint_every=20");
        Assert.Equal(0, Tool.Run("report", run, "--no-pictures").ExitCode);
        return new RunPaths(run);
    }

    // What the commands print, and the page without its scripts and styles but with the data of its figures; all without the
    // sentences that say what is left out.
    private static string[] Texts(RunPaths paths) =>
    [
        .. new[] { Tool.Run("analyze", paths.Folder).Out, Tool.Run("classify", paths.Folder, "--evidence").Out, Library()
        .Replace(File.ReadAllText(paths.Report), "") }
            .Select(text => Absence().Replace(Continuation().Replace(text, " "), "")),
    ];

    private static string[] Header(string path) => File.ReadLines(path).First().Split(',');

    [GeneratedRegex(
        @"frequenc|fourier|restricted|excluded|second.order|gini_(embed|neuron_logit)|\bipr_|trig_loss|\bk = \d|\bcos\b|ω|(?<!""symbol"":"")circle|clock|pizza", RegexOptions.IgnoreCase)]
    private static partial Regex OfZn();

    [GeneratedRegex(
        @"frequenc|fourier|second.order|gini_(embed|neuron_logit)|trig_loss|\bk = \d|\bcos\b|ω|(?<!""symbol"":"")circle|clock|pizza", RegexOptions.IgnoreCase)]
    private static partial Regex OfZnAlone();

    [GeneratedRegex(@"[^.\n<>""]*no addition modulo n[^.\n<>""]*|frequencies are defined for addition modulo n")]
    private static partial Regex Absence();

    // A sentence goes on below its beginning.
    [GeneratedRegex(@"\n {12,}")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"<style.*?</style>|<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Library();
}
