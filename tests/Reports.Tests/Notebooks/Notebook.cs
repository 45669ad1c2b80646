using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Reports.Tests;

/// <summary>A notebook of the repository.</summary>
/// <param name="Name">Its file's name without the ending.</param>
/// <param name="Code">The source of each code cell, in order.</param>
internal sealed record Notebook(string Name, IReadOnlyList<string> Code)
{
    /// <summary>The folder of the notebooks.</summary>
    public static string Folder { get; } = Path.Combine(Fixtures.RepositoryRoot, "notebooks");

    /// <summary>The notebooks; each has a script beside it.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["01-train-and-watch-it-grok", "02-fourier-inside", "03-clock-or-pizza", "04-progress-measures", "05-tables-and-plots"];

    public static Notebook Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".ipynb")));
        return new Notebook(name, [.. json.RootElement.GetProperty("cells").EnumerateArray()
            .Where(cell => cell.GetProperty("cell_type").GetString() == "code")
            .Select(cell => string.Concat(cell.GetProperty("source").EnumerateArray().Select(line => line.GetString())))]);
    }
}
