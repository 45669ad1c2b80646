using System.Text.RegularExpressions;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>
/// The Python of the pages runs: the blocks of a page one after the other, as one program. A module named behind <c>```python</c>
/// is one that few machines have: without it the block is left out.
/// </summary>
[Collection(AloneTests.Name)]
[Trait("lane", "full")]
public sealed partial class DocsPythonTests(DocsWorkspace workspace) : IClassFixture<DocsWorkspace>
{
    private const string Language = "python";
    private const string BothWays = "docs/from-transformerlens.md";

    [Theory]
    [MemberData(nameof(Pages))]
    public void Python_OfAPage_Runs(string page) => Run(page);

    [Fact]
    public void Python_OfTheWayThereAndBack_WritesTheCheckpointThatItRead()
    {
        Run(BothWays);

        var read = Checkpoint.Read("from_python.safetensors");

        Assert.Equal(Training.Run.Open("runs/demo").Final.Model.Weights.Buffer, read.Model.Weights.Buffer);
        Assert.Equal(7000, read.Step);
    }

    public static TheoryData<string> Pages() =>
        [.. DocsPages.Blocks().Where(IsPython).Select(block => block.File).Distinct().Where(page => page != BothWays)];

    private void Run(string page)
    {
        var python = Python.With("numpy");
        Assert.SkipWhen(python is null, "needs python3 with numpy: apt-get install python3-numpy");
        var blocks = DocsPages.BlocksOf(page)
            .Where(block => IsPython(block) && (Needs(block) is not { Length: > 0 } module || Python.With(module) == python));
        var program = string.Join('\n', blocks.SelectMany(block => block.Lines));
        workspace.ProvideRuns(Path().Matches(program).Select(match => match.Value));

        var result = Python.Run(python!, Environment.CurrentDirectory, "-c", program);

        Assert.True(result.ExitCode == 0, $"{page}: {result.Error}");
    }

    private static bool IsPython(DocsBlock block) => block.Language.Split(' ')[0] == Language;

    private static string Needs(DocsBlock block) => block.Language[Language.Length..].Trim();

    [GeneratedRegex("runs/[^\"']+")]
    private static partial Regex Path();
}
