using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// A transformer of one block as tables: what each head brings from each position to each neuron, by the operand there, and what
/// goes around attention. With its attention weights A, a neuron receives bias + skip + Σ A(head, position)·table(operand there).
/// </summary>
internal sealed class AttentionTables
{
    private readonly FourierBasis basis;
    private readonly Tensor pattern;
    private readonly Operand[] operands;
    private readonly Matrix[] constants;
    private readonly double[] bias;
    private readonly Matrix? skip;

    private AttentionTables(CyclicView view, Attention attention, Mlp mlp)
    {
        basis = view.Basis;
        pattern = view.Pairs.Activations.Pattern!;
        var (weights, format) = (view.Pairs.Model.Weights, view.Pairs.Activations.Format);
        var embedding = Matrix.From(weights.W_E);
        var position = Positions(view.Pairs.Model.Architecture, weights, format.NCtx);
        var input = Matrix.From(weights.W_in(mlp.Block));
        Matrix[] values = [.. Enumerable.Range(0, attention.NHeads).Select(head => Value(weights, attention, head).Times(input))];
        int[][] tokens =
            [[.. view.Algebra.Left], [.. view.Algebra.Right.Select(b => format.RightToken(view.Pairs.Activations.Operation, b))]];
        Matrix[] tables = [embedding.Gather(tokens[0]), embedding.Gather(tokens[1])];
        var own = tokens[0].SequenceEqual(tokens[1]) ? Transformed(values, tables[0]) : null;
        operands = [new(own ?? Transformed(values, tables[0])), new(own ?? Transformed(values, tables[1]))];
        // What does not depend on the operand: positions, the mean of each table, and the equals sign.
        constants = [.. Enumerable.Range(0, format.NCtx).Select(key => Constants(values, key < 2 ? tables[key].ColumnMeans()
            : embedding.Row(view.Pairs.Model.Architecture.DVocab - 1), position.Row(key)))];
        bias = [.. Matrix.From(weights.b_in(mlp.Block)).Span];
        var last = format.NCtx - 1;
        var stream = last < 2 ? tables[last].ColumnMeans() : embedding.Row(view.Pairs.Model.Architecture.DVocab - 1).ToArray();
        TensorPrimitives.Add(stream, position.Row(last), stream);
        TensorPrimitives.Add(bias, new Matrix(1, stream.Length, stream).Times(input).Span, bias);
        skip = last < 2 ? basis.Forward(tables[last].Times(input)).Transpose() : null;
    }

    /// <summary>The tables of a network; null unless it is one block of attention and neurons without LayerNorm.</summary>
    public static AttentionTables? Of(CyclicView view) =>
        view.Pairs.Activations is { Pattern: not null, Format.Template: PairTemplate.Pair, Model.Architecture: var architecture }
        && architecture.Layers.Where(layer => layer is not (Embed or PosEmbed or Unembed))
        .ToArray() is [Attention attention, Mlp mlp]
            ? new AttentionTables(view, attention, mlp) : null;

    /// <summary>What the neurons receive when every table is cut to harmonics, and attention is as it is.</summary>
    /// <param name="frequencies">The frequencies of each neuron, [d_mlp].</param>
    /// <param name="harmonics">The multiples that are kept.</param>
    /// <param name="lines">The lines that are kept, by operand and neuron.</param>
    public LastNeurons.Fill Cut(
        IReadOnlyList<NeuronFrequencies> frequencies, IReadOnlyList<int> harmonics, IReadOnlyList<double[]?>[] lines)
    {
        var (n, heads, keys) = (basis.P, operands[0].Coefficients.Length, constants.Length);
        Tensor[] Tables(int operand) => [.. operands[operand].Coefficients.Select(coefficients =>
            HarmonicCut.Of(basis, coefficients, frequencies, harmonics, lines[operand]))];
        var isShared = ReferenceEquals(operands[0].Coefficients, operands[1].Coefficients)
            && lines.All(some => some.All(line => line is null));
        var first = Tables(0);
        var second = isShared ? first : Tables(1);
        var around = skip is null ? null : HarmonicCut.Of(basis, skip, frequencies, harmonics, lines[1]);
        float[] start = [.. bias.Select(value => (float)value)];
        Tensor[] fixedParts = [.. constants.Select(Single)];
        return (pair, row) =>
        {
            var (a, b) = Math.DivRem(pair, n);
            start.CopyTo(row);
            if (around is not null)
            {
                TensorPrimitives.Add(row, At(around, b), row);
            }
            var weights = pattern.Span.Slice(pair * heads * keys, heads * keys);
            for (var head = 0; head < heads; head++)
            {
                for (var key = 0; key < keys; key++)
                {
                    TensorPrimitives.MultiplyAdd(At(fixedParts[key], head), weights[(head * keys) + key], row, row);
                }
                TensorPrimitives.MultiplyAdd(At(first[head], a), weights[head * keys], row, row);
                TensorPrimitives.MultiplyAdd(At(second[head], b), weights[(head * keys) + 1], row, row);
            }
        };
    }

    private static ReadOnlySpan<float> At(Tensor table, int row) => table.Span.Slice(row * table.Shape[1], table.Shape[1]);

    private Matrix[] Transformed(Matrix[] values, Matrix table) =>
        [.. values.Select(value => basis.Forward(table.Times(value)).Transpose())];

    // [heads, d_mlp].
    private static Matrix Constants(Matrix[] values, ReadOnlySpan<double> stream, ReadOnlySpan<double> position)
    {
        var sum = new Matrix(1, stream.Length);
        TensorPrimitives.Add(stream, position, sum.Span);
        var result = new Matrix(values.Length, values[0].Columns);
        for (var head = 0; head < values.Length; head++)
        {
            sum.Times(values[head]).Span.CopyTo(result.Row(head));
        }
        return result;
    }

    private static Matrix Value(Weights weights, Attention attention, int head)
    {
        var value = Matrix.From(weights.W_V(attention.Block).Slice(head));
        return value.Times(Matrix.From(weights.W_O(attention.Block).Slice(head)));
    }

    private static Matrix Positions(Architecture architecture, Weights weights, int count) =>
        architecture.Layers.OfType<PosEmbed>().Any() ? Matrix.From(weights.W_pos) : new Matrix(count, architecture.DModel);

    private static Tensor Single(Matrix values)
    {
        var single = new Tensor(new Shape(values.Rows, values.Columns));
        TensorPrimitives.ConvertTruncating<double, float>(values.Span, single.Span);
        return single;
    }

    // By head, [d_mlp, component].
    private sealed record Operand(Matrix[] Coefficients);
}

/// <summary>Functions on Z_n cut to the harmonics of a frequency, neuron by neuron.</summary>
internal static class HarmonicCut
{
    /// <summary>The frequencies i·k modulo n, as 1..⌊n/2⌋ and without repeats.</summary>
    /// <param name="n">The modulus.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    /// <param name="harmonics">The multiples i, each 1 or more.</param>
    public static IReadOnlyList<int> Multiples(int n, int k, IReadOnlyList<int> harmonics) =>
        [.. harmonics.Select(i => i * k % n).Select(m => Math.Min(m, n - m)).Where(m => m > 0).Distinct()];

    /// <summary>Whether neither of two frequencies is a kept multiple of the other, nor the same.</summary>
    public static bool AreFree(int n, int k, int other, IReadOnlyList<int> harmonics) =>
        other != k && !Multiples(n, other, harmonics).Contains(k) && !Multiples(n, k, harmonics).Contains(other);

    /// <summary>The cut of functions without their means.</summary>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="coefficients">[d_mlp, component].</param>
    /// <param name="frequencies">The frequencies of each neuron, [d_mlp].</param>
    /// <param name="harmonics">The multiples that are kept.</param>
    /// <param name="lines">The line of each neuron that is kept too: coefficients, or null for none. See
    /// <see cref="NumberLines"/>.</param>
    /// <returns>[n, d_mlp] by x.</returns>
    public static Tensor Of(
        FourierBasis basis, Matrix coefficients, IReadOnlyList<NeuronFrequencies> frequencies, IReadOnlyList<int> harmonics,
        IReadOnlyList<double[]?>? lines = null)
    {
        var (n, neurons) = (basis.P, coefficients.Rows);
        var table = new Tensor(new Shape(n, neurons));
        var kept = frequencies.Distinct().ToDictionary(
            own => own, own => own.Sets(n, harmonics).SelectMany(set => set).Distinct().SelectMany(basis.ComponentsOf).ToArray());
        var (values, cut, all) = (new double[n], new double[n], Enumerable.Range(1, n - 1).ToArray());
        for (var neuron = 0; neuron < neurons; neuron++)
        {
            if (kept[frequencies[neuron]] is { Length: > 0 } components)
            {
                if (lines?[neuron] is { } line)
                {
                    Cut(coefficients.Row(neuron), components, line, cut);
                    Fill(basis, cut, all, values);
                }
                else
                {
                    Fill(basis, coefficients.Row(neuron), components, values);
                }
                for (var x = 0; x < n; x++)
                {
                    table.Span[(x * neurons) + neuron] = (float)values[x];
                }
            }
        }
        return table;
    }

    // What of a function lies in some components, and along what these leave of a line.
    private static void Cut(ReadOnlySpan<double> coefficients, int[] components, double[] line, double[] cut)
    {
        line.CopyTo(cut, 0);
        foreach (var component in components)
        {
            cut[component] = 0;
        }
        var length = TensorPrimitives.SumOfSquares<double>(cut);
        // Nothing is left of the line of frequency n/2, which is its wave.
        var amount = length > 1e-9 ? TensorPrimitives.Dot(coefficients, cut) / length : 0;
        TensorPrimitives.Multiply(cut, amount, cut);
        foreach (var component in components)
        {
            cut[component] = coefficients[component];
        }
    }

    private static void Fill(FourierBasis basis, ReadOnlySpan<double> coefficients, int[] components, double[] values)
    {
        Array.Clear(values);
        foreach (var component in components)
        {
            TensorPrimitives.MultiplyAdd(basis.Rows.Row(component), coefficients[component], values, values);
        }
    }
}
