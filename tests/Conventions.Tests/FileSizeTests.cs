namespace Grokking.Conventions.Tests;

public sealed class FileSizeTests
{
    private const int MostLines = 300;

    /// <summary>Longer files, each with the reason why it has no seam.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["tests/Training.Tests/Runs/TrainerTests.cs"] = "what a training run promises, on one small config",
    };

    [Fact]
    public void Files_HaveAtMostThreeHundredLines() => Rule.Holds(
        from file in Repository.Sources("src").Concat(Repository.Sources("tests"))
        where !Exceptions.ContainsKey(file)
        let lines = Repository.Read(file).Count(letter => letter == '\n')
        where lines > MostLines
        select $"{file}: {lines} lines",
        $"A file of more than {MostLines} lines holds more than one thought. Look for the seam, or list the file here with its reason.");
}
