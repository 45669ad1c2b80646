using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>The last neurons of a network that adds modulo n, and the network run with other values for what they receive:
/// everything behind them, and every path around them, stays as it is. Not safe for concurrent use.</summary>
internal sealed class LastNeurons
{
    // Hooks see blocks of pairs: their activations stay in the caches, and the memory stays bounded.
    private const int Block = 1024;

    private readonly string hookName;
    private readonly Lazy<Examples[]> blocks;

    private LastNeurons(CyclicView view, Tensor pre, string hookName)
    {
        (View, Pre, this.hookName) = (view, pre, hookName);
        Marginals = PairMarginals.Of(view.Basis, pre);
        First = Coefficients(Marginals.ByFirst);
        Second = Coefficients(Marginals.BySecond);
        Frequencies = [.. Enumerable.Range(0, Count).Select(neuron => TensorPrimitives.IndexOfMax<double>(Power(neuron)))];
        blocks = new(() =>
            [.. Enumerable.Range(0, view.Pairs.Count).Chunk(Block).Select(rows => view.Pairs.Activations.Gather(rows).Examples)]);
    }

    /// <summary>Fills what the neurons receive at a pair.</summary>
    public delegate void Fill(int pair, Span<float> row);

    /// <summary>The neurons of a network; null without a model, or without neurons.</summary>
    public static LastNeurons? Of(CyclicView view) =>
        view.Pairs.Activations is { Model: { } model, NeuronsPre: { } pre }
            && EffectiveWeights.NeuronHooks(model.Architecture) is { } hooks
            ? new LastNeurons(view, pre, hooks.Pre) : null;

    /// <summary>The network.</summary>
    public CyclicView View { get; }

    /// <summary>What the neurons receive, [n², d_mlp].</summary>
    public Tensor Pre { get; }

    /// <summary>Sums of <see cref="Pre"/>.</summary>
    public PairMarginals Marginals { get; }

    /// <summary>Number of neurons.</summary>
    public int Count => Pre.Shape[1];

    /// <summary>Fourier coefficients of the mean over b, [d_mlp, component].</summary>
    public Matrix First { get; }

    /// <summary>Fourier coefficients of the mean over a, [d_mlp, component].</summary>
    public Matrix Second { get; }

    /// <summary>Fourier coefficients of the mean over the pairs with one sum a + b, [d_mlp, component].</summary>
    public Matrix Sum => field ??= Coefficients(Marginals.BySum);

    /// <summary>Fourier coefficients of the mean over the pairs with one difference a − b, [d_mlp, component].</summary>
    public Matrix Difference => field ??= Coefficients(Marginals.ByDifference);

    /// <summary>The frequency of each neuron, 1..⌊n/2⌋: that with the most power in the means over a and over b; 0 for a neuron
    /// without any.</summary>
    public IReadOnlyList<int> Frequencies { get; }

    /// <summary>The same with up to two others, [d_mlp].</summary>
    public IReadOnlyList<NeuronFrequencies> Mixed =>
        field ??= [.. Enumerable.Range(0, Count).Select(neuron => NeuronFrequencies.Of(View.N, Power(neuron)))];

    /// <summary>What each neuron writes, [n, d_mlp].</summary>
    public Matrix Readout => View.W_L!;

    /// <summary>What a neuron writes at a frequency.</summary>
    public Wave Written(int neuron, int k)
    {
        var (cosine, sine) = (0.0, 0.0);
        for (var c = 0; c < View.N; c++)
        {
            cosine += View.Basis.Rows[FourierBasis.CosineRow(k), c] * Readout[c, neuron];
            sine += View.Basis.HasSine(k) ? View.Basis.Rows[FourierBasis.SineRow(k), c] * Readout[c, neuron] : 0;
        }
        return new Wave(cosine, sine);
    }

    /// <summary>The energy of each neuron about its mean, [d_mlp].</summary>
    public double[] Energy => field ??= Marginals.CentredEnergy();

    /// <summary>Runs the network with other values for what the neurons receive.</summary>
    /// <param name="fill">Overwrites them, from what they are.</param>
    /// <param name="visit">Shown the answers' logits of each pair, [n], its own to change.</param>
    public void Run(Fill fill, Action<int, double[]> visit)
    {
        var row = new double[View.N];
        var start = 0;
        var hook = new Hook(hookName, activation =>
        {
            for (var i = 0; i * Count < activation.Count; i++)
            {
                fill(start + i, activation.Span.Slice(i * Count, Count));
            }
        });
        foreach (var examples in blocks.Value)
        {
            var logits = View.Pairs.Model.Run(examples, [hook], Positions.ReadOut);
            for (var i = 0; i < examples.Count; i++)
            {
                View.Pairs.Read(logits, i, row);
                visit(start + i, row);
            }
            start += examples.Count;
        }
    }

    private Matrix Coefficients(Matrix sums)
    {
        var coefficients = View.Basis.Forward(sums).Transpose();
        TensorPrimitives.Divide<double>(coefficients.Span, View.N, coefficients.Span);
        return coefficients;
    }

    private double[] Power(int neuron) =>
        [0, .. View.Basis.Frequencies.Select(k => Wave.Of(First.Row(neuron), k).Power + Wave.Of(Second.Row(neuron), k).Power)];
}

/// <summary>The part of a function on Z_n that has one frequency: cosine·cos(ω·x) + sine·sin(ω·x), both in the orthonormal
/// basis.</summary>
internal readonly record struct Wave(double Cosine, double Sine)
{
    /// <summary>The wave of a frequency among the coefficients of a function.</summary>
    /// <param name="coefficients">[component].</param>
    /// <param name="k">Frequency, 1..⌊n/2⌋.</param>
    public static Wave Of(ReadOnlySpan<double> coefficients, int k)
    {
        var sine = FourierBasis.SineRow(k);
        return new(coefficients[FourierBasis.CosineRow(k)], sine < coefficients.Length ? coefficients[sine] : 0);
    }

    /// <summary>Its energy.</summary>
    public double Power => Cosine * Cosine + Sine * Sine;

    /// <summary>φ of A·cos(ω·x + φ).</summary>
    public double Phase => Math.Atan2(-Sine, Cosine);
}
