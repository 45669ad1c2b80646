using System.Globalization;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class TimelineTests
{
    private const int P = 5;

    [Fact]
    public void Compute_HasARowForEachCheckpointAndAColumnForEachMeasure()
    {
        var timeline = Compute();
        Assert.Equal([0, 100], timeline.Steps);
        Assert.Equal(
            MeasureSet.Default.For(ModularOperation.Add(P)).Count + (2 * MeasureSet.Default.PerFrequency.Count),
            timeline.Columns.Count);
        Assert.Contains("excluded_loss_per_frequency_2", timeline.Columns);
    }

    [Fact]
    public void Compute_EqualsTheMeasuresOfEachCheckpoint()
    {
        var view = Toy.Evaluation(P, split: Toy.Split(P), keys: [1, 2]);
        Assert.Equal(MeasureSet.Default["excluded_loss"].Of(view).Value, Compute()["excluded_loss"][1]);
    }

    [Fact]
    public void Compute_ReportsEachStepAndReadsCheckpointsOneByOne()
    {
        var reported = new List<int>();
        Timeline.Compute(Checkpoints(() => reported.Count), ModularOperation.Add(P), null, [1], null, new Direct(reported.Add));
        Assert.Equal([0, 1], reported);

        static IEnumerable<(int, Model)> Checkpoints(Func<int> done)
        {
            for (var step = 0; step < 2; step++)
            {
                Assert.Equal(step, done());
                yield return (step, Toy.Model(P));
            }
        }
    }

    [Fact]
    public void Compute_WhenCancelled_Stops() => Assert.Throws<OperationCanceledException>(() =>
        Timeline.Compute(
            [(0, Toy.Model(P))], ModularOperation.Add(P), null, [1], cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void ReadCsv_OfWrittenText_IsTheSameToTheLastBit()
    {
        var timeline =
            new Timeline(["x", "y"], [new TimelineRow(0, [0.1 + 0.2, null]), new TimelineRow(7, [double.Epsilon, -1e300])]);
        var read = Timeline.ParseCsv(timeline.ToTypedTable().ToCsv(), "t.csv");
        Assert.Equal(timeline.Columns, read.Columns);
        Assert.Equal(timeline.Steps, read.Steps);
        Assert.Equal(timeline["x"], read["x"]);
        Assert.Equal(timeline["y"], read["y"]);
    }

    [Fact]
    public void WriteCsv_UnderACommaCulture_WritesPoints()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("step,x\n3,0.5\n", new Timeline(["x"], [new TimelineRow(3, [0.5])]).ToTypedTable().ToCsv());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ReadFile_OfAWrittenFile_IsTheSame()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Compute().WriteFile(path);
            Assert.Equal(Compute()["restricted_loss"], Timeline.ReadFile(path)["restricted_loss"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("x,y\n", "line 1")]
    [InlineData("step,x\n1,2,3\n", "line 2: expected 2 values, got 3")]
    [InlineData("step,x\none,2\n", "line 2, step: expected a whole number, got 'one'")]
    [InlineData("step,x\n1,2\n2,abc\n", "line 3, x: expected a finite number or nothing, got 'abc'")]
    [InlineData("step,x\n1,NaN\n", "line 2")]
    [InlineData("step,x\n2,1\n1,1\n", "ascending")]
    [InlineData("step,x,x\n", "different names")]
    public void ReadCsv_OfADamagedTable_NamesThePlace(string text, string place)
    {
        var error = Assert.Throws<InvalidDataException>(() => Timeline.ParseCsv(text, "t.csv"));
        Assert.Contains("t.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Column_Unknown_NamesTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => new Timeline(["excluded_loss"], [])["excluded_los"]);
        Assert.Contains("Did you mean 'excluded_loss'?", error.Message, StringComparison.Ordinal);
    }

    private static Timeline Compute() =>
        Timeline.Compute([(0, Toy.Model(P)), (100, Toy.Model(P))], ModularOperation.Add(P), Toy.Split(P), [1, 2]);

    private sealed class Direct(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
