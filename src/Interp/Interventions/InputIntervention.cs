using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// An intervention that changes what the last neurons of a network on a group receive from x and from y (Stander et al. 2024):
/// neurons that act as an even function of the sum stay right under |·| and under both signs flipped, and a network that treats
/// its operands alike stays right for swapped embeddings.
/// </summary>
/// <param name="id">Its id.</param>
/// <param name="description">What is edited.</param>
/// <param name="edit">Writes what is added to the inputs of a pair, given what comes from x and y at x and at y, means taken
/// off.</param>
internal sealed class InputIntervention(string id, string description, InputIntervention.Edit edit)
    : GroupIntervention(id, description)
{
    /// <summary>Adds to a row what becomes of the inputs.</summary>
    /// <param name="fromX">What x gives, [d_mlp].</param>
    /// <param name="fromY">What y gives.</param>
    /// <param name="firstOfY">What the element y would give as the first operand.</param>
    /// <param name="secondOfX">What the element x would give as the second.</param>
    /// <param name="row">The inputs, changed in place.</param>
    internal delegate void Edit(
        ReadOnlySpan<double> fromX, ReadOnlySpan<double> fromY, ReadOnlySpan<double> firstOfY, ReadOnlySpan<double> secondOfX,
        Span<double> row);

    /// <summary>What x gives turns its sign.</summary>
    public static InputIntervention FlippedFirst { get; } = new(
        "flipped_first", "what reaches the last neurons from x has its sign turned",
        (fromX, _, _, _, row) => Add(fromX, -2, row));

    /// <summary>What both give turns its sign.</summary>
    public static InputIntervention FlippedBoth { get; } =
        new("flipped_both", "what reaches the last neurons from x and from y has its sign turned",
        (fromX, fromY, _, _, row) =>
        {
            Add(fromX, -2, row);
            Add(fromY, -2, row);
        });

    /// <summary>Each operand gives what it would in the other's place.</summary>
    public static InputIntervention Swapped { get; } =
        new("swapped_embeddings", "x gives the last neurons what it would as y, and y what it would as x",
        (fromX, fromY, firstOfY, secondOfX, row) =>
        {
            Add(fromX, -1, row);
            Add(fromY, -1, row);
            Add(firstOfY, 1, row);
            Add(secondOfX, 1, row);
        });

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(RepresentationView view)
    {
        var (n, pre) = (view.Group.Order, view.Pairs.Activations.NeuronsPre!);
        var (first, second) = (view.InputMeans!.ByFirst.WithoutColumnMeans(), view.InputMeans.BySecond.WithoutColumnMeans());
        var edited = new Tensor(new Shape(n * n, 1, pre.Shape[1]));
        var row = new double[pre.Shape[1]];
        for (var pair = 0; pair < n * n; pair++)
        {
            var (x, y) = Math.DivRem(pair, n);
            FloatRows.Read(pre, pair, row);
            edit(first.Row(x), second.Row(y), first.Row(y), second.Row(x), row);
            TensorPrimitives.ConvertTruncating<double, float>(row, edited.Span.Slice(pair * row.Length, row.Length));
        }
        return [Hook.Replace(EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Pre, edited)];
    }

    private static void Add(ReadOnlySpan<double> values, double factor, Span<double> row) =>
        TensorPrimitives.MultiplyAdd(values, factor, row, row);
}
