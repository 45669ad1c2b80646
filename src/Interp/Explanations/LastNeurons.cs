using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>The last neurons of a network that adds modulo n, and the network run with other values for what they receive:
/// everything behind them, and every path around them, stays as it is.</summary>
internal sealed class LastNeurons
{
    // Hooks see blocks of pairs: their activations stay in the caches, and the memory stays bounded.
    private const int BlockSize = 1024;

    private readonly string hookName;
    private readonly Lazy<Block[]> blocks;

    private LastNeurons(CyclicView view, Tensor pre, string hookName)
    {
        (View, Pre, this.hookName) = (view, pre, hookName);
        Marginals = PairMarginals.Of(view.Basis, pre);
        First = Coefficients(Marginals.ByFirst);
        Second = Coefficients(Marginals.BySecond);
        Frequencies = [.. Enumerable.Range(0, Count).Select(neuron => TensorPrimitives.IndexOfMax<double>(Power(neuron)))];
        blocks = new(Blocks);
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

    /// <summary>The frequencies of each neuron when products of waves count too, with up to two others, and with a line where
    /// those of its frequency read one, [d_mlp].</summary>
    public IReadOnlyList<NeuronFrequencies> Mixed => field ??=
        NeuronFrequencies.WithLines(NeuronFrequencies.WithProducts(Marginals), Lines, neurons => neurons);

    /// <summary>The number lines that neurons read.</summary>
    public NumberLines Lines => field ??= new NumberLines(View.Basis, First, Second);

    /// <summary>The line of each neuron that has one; neurons that keep the same share it.</summary>
    /// <param name="frequencies">The frequencies of each neuron, [d_mlp].</param>
    /// <returns>By operand and neuron: Fourier coefficients of length 1, or null.</returns>
    public IReadOnlyList<double[]?>[] LinesOf(IReadOnlyList<NeuronFrequencies> frequencies)
    {
        double[]?[][] lines = [new double[]?[Count], new double[]?[Count]];
        foreach (var cluster in frequencies.Index().Where(neuron => neuron.Item.Line > 0).GroupBy(neuron => neuron.Item))
        {
            int[] members = [.. cluster.Select(neuron => neuron.Index)];
            for (var operand = 0; operand < lines.Length; operand++)
            {
                var line = Lines.Line(operand, members, cluster.Key.Line);
                Array.ForEach(members, neuron => lines[operand][neuron] = line);
            }
        }
        return lines;
    }

    /// <summary>What each neuron writes, [n, d_mlp].</summary>
    public Matrix Readout => View.W_L!;

    /// <summary>What a neuron has behind its non-linearity at a pair.</summary>
    public double Post(int pair, int neuron) => View.Pairs.Activations.NeuronsPost!.Span[(pair * Count) + neuron];

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

    /// <summary>Runs the network with other values for what the neurons receive; many threads may.</summary>
    /// <param name="fill">Overwrites them, from what they are.</param>
    /// <param name="visit">Shown the answers' logits of each pair, [n], its own to change.</param>
    public void Run(Fill fill, Action<int, double[]> visit)
    {
        var row = new double[View.N];
        foreach (var block in blocks.Value)
        {
            var logits = block.Stream is null ? Whole(block, fill) : FromNeurons(block, fill);
            for (var i = 0; i < block.Examples.Count; i++)
            {
                View.Pairs.Read(logits, i, row);
                visit(block.Start + i, row);
            }
        }
    }

    private Tensor Whole(Block block, Fill fill) => View.Pairs.Model.Run(
        block.Examples, [new Hook(hookName, activation => Filled(block, activation, fill))], Positions.ReadOut);

    private Tensor FromNeurons(Block block, Fill fill)
    {
        var pre = new Tensor(new Shape(block.Examples.Count, Count));
        Pre.Span.Slice(block.Start * Count, pre.Count).CopyTo(pre.Span);
        Filled(block, pre, fill);
        return View.Pairs.Model.RunFromMlp(block.Examples, block.Stream!, pre);
    }

    private void Filled(Block block, Tensor activation, Fill fill)
    {
        for (var i = 0; i < block.Examples.Count; i++)
        {
            fill(block.Start + i, activation.Span.Slice(i * Count, Count));
        }
    }

    private Block[] Blocks()
    {
        var model = View.Pairs.Model;
        return [.. Enumerable.Range(0, View.Pairs.Count).Chunk(BlockSize).Select(rows =>
        {
            var examples = View.Pairs.Activations.Gather(rows).Examples;
            var stream = model.RunsFromMlp ? HookNames.ResidMid(model.Architecture.LastMlp!.Block) : null;
            return new Block(rows[0], examples, stream is null ? null
                : FirstNeurons.AtLastPosition(model.RunWithCache(examples, [stream], Positions.ReadOut)[stream]));
        })];
    }

    private Matrix Coefficients(Matrix sums)
    {
        var coefficients = View.Basis.Forward(sums).Transpose();
        TensorPrimitives.Divide<double>(coefficients.Span, View.N, coefficients.Span);
        return coefficients;
    }

    private double[] Power(int neuron) =>
        [0, .. View.Basis.Frequencies.Select(k => Wave.Of(First.Row(neuron), k).Power + Wave.Of(Second.Row(neuron), k).Power)];

    /// <summary>Some pairs one after the other.</summary>
    /// <param name="Start">The first.</param>
    /// <param name="Examples">What the network reads.</param>
    /// <param name="Stream">What the neurons' layer adds to; null where the network has to run from its beginning.</param>
    private sealed record Block(int Start, Examples Examples, Tensor? Stream);
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
