using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra.Double;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// The network with an ideal in the place of what reaches its last neurons from x and from y: the rungs of an explanation. What
/// the neurons receive beyond a sum of the two, and all that follows, stays as it is.
/// </summary>
/// <param name="Accuracy">Share of all pairs that the ideal network answers right, 0 to 1.</param>
/// <param name="RSquared">Share of the energy of the centred logits that it reproduces, at most 1; below 0 when it is worse than
/// nothing.</param>
/// <param name="TwoSided">Share of the pairs whose margin in the ideal exceeds every |R(z) − R(answer)|, with R the rest of the
/// logits: the test of faithfulness, 0 to 1.</param>
public sealed record IdealNeurons(double Accuracy, double RSquared, double TwoSided)
{
    /// <summary>What reaches the neurons from x and from y in the ideal network, [n, d_mlp] each; null where only the numbers are
    /// known.</summary>
    internal (Matrix First, Matrix Second)? Inputs { get; init; }

    /// <summary>Each neuron hears its representation alone.</summary>
    /// <param name="view">The network.</param>
    /// <returns>Null without neurons or a model.</returns>
    public static IdealNeurons? OfIrreps(RepresentationView view) => Of(view, inputs => Projected(view, inputs, irrep => irrep));

    /// <summary>The control: each neuron hears another representation, of the same dimension where there is one.</summary>
    /// <inheritdoc cref="OfIrreps"/>
    public static IdealNeurons? OfOtherIrreps(RepresentationView view) =>
        Of(view, inputs => Projected(view, inputs, irrep => OtherIrrep(view.Representations, irrep) ?? irrep));

    /// <summary>Each neuron hears its representation with a coefficient of rank one.</summary>
    /// <inheritdoc cref="OfIrreps"/>
    public static IdealNeurons? OfRankOne(RepresentationView view) => Of(view, inputs => RankOne(view, inputs));

    /// <summary>Each neuron hears of x and y only in which cosets of its subgroups they lie.</summary>
    /// <inheritdoc cref="OfIrreps"/>
    public static IdealNeurons? OfCosets(RepresentationView view) => view?.Cosets is not { Neurons.Count: > 0 } cosets ? null
        : Fit(view, cosets.Averaged());

    /// <summary>The control: the same with cosets of other subgroups of the same order.</summary>
    /// <inheritdoc cref="OfIrreps"/>
    public static IdealNeurons? OfOtherCosets(RepresentationView view) => view?.Cosets is not { Neurons.Count: > 0 } cosets ? null
        : Fit(view, cosets.Averaged(other: true));

    /// <summary>Each neuron hears its representation with a coefficient of rank one, made constant on its cosets: what a set of
    /// vectors that the group permutes gives (Wu et al. 2024).</summary>
    /// <inheritdoc cref="OfIrreps"/>
    public static IdealNeurons? OfVectorSets(RepresentationView view) => view?.Cosets is not { Neurons.Count: > 0 } cosets ? null
        : Fit(view, cosets.Averaged(RankOne(view, view.InputMeans!.ByFirst), RankOne(view, view.InputMeans.BySecond)));

    /// <summary>Another representation for a control: the next of the same dimension, else of the nearest; null where there is
    /// none but the trivial one.</summary>
    /// <param name="representations">All.</param>
    /// <param name="irrep">The representation that is controlled.</param>
    /// <param name="except">Those that are no control.</param>
    internal static Irrep? OtherIrrep(Representations representations, Irrep irrep, IReadOnlyList<Irrep>? except = null)
    {
        var (all, index) = (representations.Irreps, representations.IndexOf(irrep));
        return Enumerable.Range(1, all.Count - 1).Select(step => all[(index + step) % all.Count])
            .Where(other => !other.IsTrivial && other != irrep && except?.Contains(other) != true)
            .MinBy(other => Math.Abs(other.Dimension - irrep.Dimension));
    }

    private static IdealNeurons? Of(RepresentationView view, Func<Matrix, Matrix> ideal)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.InputMeans is { } means && view.Pairs.Activations.Model is not null
            ? Fit(view, (ideal(means.ByFirst), ideal(means.BySecond))) : null;
    }

    /// <summary>The ideal network once more, for its neurons; null where its inputs are not known.</summary>
    internal NeuronSwaps.Network? Rerun(RepresentationView view)
    {
        if (Inputs is not { } inputs)
        {
            return null;
        }
        Tensor? kept = null;
        var (pairs, post) = (view.Pairs, EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Post);
        var logits = Run(view, inputs, new Hook(post, values => kept = values.Clone()));
        var neurons = new PairRows(Matrix.From(kept!.Reshape([pairs.Count, kept.Count / pairs.Count])));
        return new(neurons, (pair, row) => pairs.Read(logits, pair, row));
    }

    private static IdealNeurons? Fit(RepresentationView view, (Matrix First, Matrix Second) ideal) =>
        view.Pairs.Activations.Model is null ? null : Compare(view, Run(view, ideal)) with { Inputs = ideal };

    private static Tensor Run(RepresentationView view, (Matrix First, Matrix Second) ideal, params Hook[] seeing)
    {
        Hook[] hooks = [Replacement(view, ideal.First, ideal.Second), .. seeing];
        return view.Pairs.Model.Run(view.Pairs.Activations.Examples, hooks, Positions.ReadOut);
    }

    private static Hook Replacement(RepresentationView view, Matrix first, Matrix second)
    {
        var (means, pre) = (view.InputMeans!, view.Pairs.Activations.NeuronsPre!);
        var (n, width) = (view.Group.Order, pre.Shape[1]);
        var (x, y) = (Difference(first, means.ByFirst), Difference(second, means.BySecond));
        var replaced = new Tensor(new Shape(n * n, 1, width));
        var row = new double[width];
        for (var pair = 0; pair < n * n; pair++)
        {
            FloatRows.Read(pre, pair, row);
            TensorPrimitives.Add(row, x.Row(pair / n), row);
            TensorPrimitives.Add(row, y.Row(pair % n), row);
            TensorPrimitives.ConvertTruncating<double, float>(row, replaced.Span.Slice(pair * width, width));
        }
        return Hook.Replace(EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Pre, replaced);
    }

    private static Matrix Difference(Matrix ideal, Matrix actual)
    {
        var difference = ideal.Clone();
        TensorPrimitives.Subtract<double>(ideal.Span, actual.Span, difference.Span);
        return difference;
    }

    private static IdealNeurons Compare(RepresentationView view, Tensor logits)
    {
        var (n, labels) = (view.Group.Order, view.Pairs.LabelArray);
        double[] ideal = new double[n], rest = new double[n];
        var tally = new FaithfulnessTally();
        for (var pair = 0; pair < labels.Length; pair++)
        {
            view.Pairs.Read(logits, pair, ideal);
            view.Logits[pair].CopyTo(rest);
            tally.Add(ideal, rest, labels[pair]);
        }
        var result = tally.Result();
        return new(result.Accuracy, result.FractionExplained, result.TwoSided);
    }

    // Columns by their neurons' representations; the mean stays, and so does a neuron that hears nothing.
    private static Matrix Projected(RepresentationView view, Matrix inputs, Func<Irrep, Irrep> choose)
    {
        var (result, means) = (inputs.Clone(), inputs.ColumnMeans());
        foreach (var group in view.NeuronIrreps!.Irreps.Index().Where(item => item.Item is not null)
            .GroupBy(item => choose(item.Item!)))
        {
            int[] columns = [.. group.Select(item => item.Index)];
            var part = group.Key.Basis.Transpose().Times(group.Key.Basis.Times(Columns(inputs, columns)));
            Fill(result, columns, (g, i) => part[g, i] + means[columns[i]]);
        }
        return result;
    }

    private static Matrix RankOne(RepresentationView view, Matrix inputs)
    {
        var (result, means, rows) = (inputs.Clone(), inputs.ColumnMeans(), inputs.Transpose());
        foreach (var (neuron, irrep) in view.NeuronIrreps!.Irreps.Index().Where(item => item.Item is not null))
        {
            var function = irrep!.Function(RankOne(irrep, irrep.Coefficient(rows.Row(neuron))));
            Fill(result, [neuron], (g, _) => function[g] + means[neuron]);
        }
        return result;
    }

    // Singular values of complex and quaternionic types come in twos and fours.
    private static Matrix RankOne(Irrep irrep, Matrix coefficient)
    {
        var svd = DenseMatrix.Create(coefficient.Rows, coefficient.Columns, (i, j) => coefficient[i, j]).Svd();
        var result = new Matrix(coefficient.Rows, coefficient.Columns);
        for (var i = 0; i < result.Rows; i++)
        {
            for (var j = 0; j < result.Columns; j++)
            {
                result[i, j] = Enumerable.Range(0, irrep.Multiplicity).Sum(k => svd.S[k] * svd.U[i, k] * svd.VT[k, j]);
            }
        }
        return result;
    }

    private static Matrix Columns(Matrix matrix, int[] columns)
    {
        var chosen = new Matrix(matrix.Rows, columns.Length);
        Fill(chosen, [.. Enumerable.Range(0, columns.Length)], (row, i) => matrix[row, columns[i]]);
        return chosen;
    }

    private static void Fill(Matrix matrix, int[] columns, Func<int, int, double> value)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                matrix[row, columns[i]] = value(row, i);
            }
        }
    }
}
