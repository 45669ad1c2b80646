using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Counts how well logits after interchanges are predicted.</summary>
/// <param name="n">Number of answers.</param>
internal sealed class InterchangeTally(int n)
{
    private readonly double[] left = new double[n];
    private readonly Prediction unchanged = new();
    private readonly Prediction changed = new();

    /// <summary>Compares the centred logits of a draw, [n], with the prediction that nothing changes.</summary>
    public void Begin(double[] mixed, double[] expected) => Compare(mixed, expected, unchanged);

    /// <summary>Compares them with the prediction of the change, [n].</summary>
    public void End(double[] mixed, double[] expected) => Compare(mixed, expected, changed);

    /// <summary>What was counted.</summary>
    public InterchangeResult Result(int? frequency) =>
        new(frequency, changed.Share.Value, unchanged.Share.Value, changed.Agreement, unchanged.Agreement);

    private void Compare(double[] mixed, double[] expected, Prediction prediction)
    {
        TensorPrimitives.Subtract(mixed, expected, left);
        prediction.Share.Add(TensorPrimitives.SumOfSquares<double>(mixed), TensorPrimitives.SumOfSquares<double>(left));
        prediction.Draws++;
        prediction.Agree += TensorPrimitives.IndexOfMax<double>(mixed) == TensorPrimitives.IndexOfMax<double>(expected) ? 1 : 0;
    }

    private sealed class Prediction
    {
        public ExplainedShare Share { get; } = new();

        public int Draws { get; set; }

        public int Agree { get; set; }

        public double Agreement => (double)Agree / Draws;
    }
}

/// <summary>The random pairs of pairs over which interchanges are tried.</summary>
internal sealed class InterchangeDraws
{
    /// <summary>How many.</summary>
    public const int Count = 1000;

    /// <summary>Draws them.</summary>
    /// <param name="pairs">Number of pairs of the operation.</param>
    /// <param name="seed">Seed of the draws.</param>
    public InterchangeDraws(int pairs, int seed)
    {
        var random = new PythonRandom(seed);
        Pairs = [.. Enumerable.Range(0, Count).Select(_ => random.RandBelow(pairs))];
        Others = [.. Enumerable.Range(0, Count).Select(_ => random.RandBelow(pairs))];
    }

    /// <summary>The pairs that answer.</summary>
    public IReadOnlyList<int> Pairs { get; }

    /// <summary>For each the pair from which something is taken.</summary>
    public IReadOnlyList<int> Others { get; }

    /// <summary>Half of some things, drawn anew at each call; null for fewer than two, of which there is no half.</summary>
    public static Func<T[]>? Halves<T>(IReadOnlyList<T> all)
    {
        var random = new PythonRandom(1);
        return all.Count < 2 ? null : () =>
        {
            T[] dealt = [.. all];
            random.Shuffle(dealt.AsSpan());
            return dealt[..(dealt.Length / 2)];
        };
    }
}
