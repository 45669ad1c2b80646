using System.Globalization;

namespace Grokking.Interp.Tests;

public sealed class SpectraTableTests
{
    private const int P = 17;

    private static readonly Analysis Pizza = Analyzer.Analyze(Toy.Evaluation(HandBuilt.Pizza(P, 3, 5), P));

    [Fact]
    public void Write_HasARowForEachFrequency() =>
        Assert.Equal(Enumerable.Range(1, 8).Select(Text), Column(Pizza, "frequency"));

    [Fact]
    public void Write_OfAHandBuiltPizza_MarksItsFrequenciesAndNothingElse()
    {
        string[] expected = ["false", "false", "true", "false", "true", "false", "false", "false"];

        Assert.Equal(expected, Column(Pizza, "key"));
        Assert.Equal(expected.Select(key => key == "true" ? "pizza" : ""), Column(Pizza, "kind"));
        Assert.Equal(expected.Select(key => key == "true" ? "16" : "0"), Column(Pizza, "neurons"));
    }

    [Fact]
    public void Write_HasTheNumbersOfTheAnalysisExactly()
    {
        Assert.Equal(Pizza.Fourier!.EmbeddingPower!.Select(Text), Column(Pizza, "embedding_power"));
        Assert.Equal(
            Pizza.Circuits!.Frequencies.Select(item => Text(item.FvePizzaSmooth!.Value)),
            Column(Pizza, "fve_pizza_smooth").Where(cell => cell.Length > 0));
    }

    [Fact]
    public void Write_OfLogitsWithoutAModel_LeavesWhatIsNotKnownEmpty()
    {
        var analysis = Analyzer.Analyze(Toy.Evaluation(7, Make.IdealLogits(7, 2, 1)));

        Assert.Equal(["", "", ""], Column(analysis, "embedding_power"));
        Assert.Equal(["", "", ""], Column(analysis, "neurons"));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Column(Analysis analysis, string name)
    {
        var lines = SpectraTable.Of(analysis).ToCsv().TrimEnd('\n').Split('\n');
        var column = Array.IndexOf(lines[0].Split(','), name);
        return lines[1..].Select(line => line.Split(',')[column]);
    }
}
