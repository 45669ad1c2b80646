using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>docs/file-formats.md names every file of a run, and every key of the documents as their schemas have them.</summary>
public sealed partial class FileFormatsPageTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "file-formats.md")).ReplaceLineEndings("\n");

    /// <summary>Sections of analysis.json whose keys are ids and paths.</summary>
    private static readonly string[] Open = ["progress", "progress_without_structure", "progress_of_group", "notes"];

    [Theory]
    [InlineData("config", "config.json")]
    [InlineData("summary", "summary.json")]
    [InlineData("lock", "run.lock")]
    [InlineData("analysis", "analysis.json")]
    public void Document_IsDescribedKeyByKey(string name, string file)
    {
        var schema = JsonNode.Parse(Schemas.Text($"{name}.schema.json"))!;
        var section = Section(Page, "\n## ", file);

        Assert.Equal(Keys(schema), Described(section.Split("\n#### ")[0]));
        Assert.All((schema["$defs"]?.AsObject() ?? []).Where(part => !Open.Contains(part.Key)),
            part => Assert.Equal(Keys(part.Value!), Described(Section(section, "\n#### ", part.Key))));
    }

    [Fact]
    public void Run_HasTheFilesOfThePageAndNoOthers()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Assert.Equal(0, Tool.Run("report", run).ExitCode);
        var tree = Section(Page, "\n```text\n", "runs/NAME/").Split("\n```")[0];

        var described = FileName().Matches(tree).Select(match => match.Value.Replace("000500", "N", StringComparison.Ordinal));
        var written = Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
            .Select(path => Digits().Replace(Path.GetRelativePath(run, path).Replace('\\', '/'), "N"));

        Assert.Equal(Apart(described), Apart(written));

        // The page has a pattern for all pictures.
        static IEnumerable<string> Apart(IEnumerable<string> files) =>
            files.Select(file => file.StartsWith("figures/", StringComparison.Ordinal) ? "figures/" : file).Distinct()
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Page_LinksEverySchema() =>
        Assert.All(Schemas.Names, name => Assert.Contains($"[{name}](schema/{name})", Page, StringComparison.Ordinal));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tensors_AreNamedAsThePageSays(bool layerNorm)
    {
        var run = TinyRun.Config with { Model = TinyRun.Config.Model with { LayerNorm = layerNorm } };
        var table = Section(Page, "\n## ", "Checkpoints").Split("\n\nThe metadata")[0];

        Assert.All(run.CreateArchitecture().Parameters.All, parameter =>
        {
            var name = Digits().Replace(parameter.Name.Replace("blocks.0.", "blocks.L.", StringComparison.Ordinal), "N");
            var last = name[(name.LastIndexOf('.') + 1)..];
            Assert.True(
                table.Contains($"`{name}`", StringComparison.Ordinal)
                || table.Split('\n')
                .Any(row =>
                    row.Contains(name[..^last.Length], StringComparison.Ordinal)
                        && row.Contains($"`{last}`", StringComparison.Ordinal)), name);
        });
    }

    private static string Section(string text, string mark, string heading)
    {
        var start = text.IndexOf($"{mark}{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"the page has no section '{heading}'");
        var rest = text[(start + mark.Length + heading.Length + 1)..];
        return mark.Contains('#', StringComparison.Ordinal) ? rest.Split(mark)[0] : rest;
    }

    private static IEnumerable<string> Keys(JsonNode part) => part["properties"]!.AsObject().Select(key => key.Key);

    private static IEnumerable<string> Described(string text) => Row().Matches(text).Select(match => match.Groups["key"].Value);

    [GeneratedRegex(@"(?m)^\| `(?<key>[a-z0-9_]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"[a-z0-9/*-]+\.[a-z]+")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\d{6}")]
    private static partial Regex Digits();
}
