using Grokking.Training;

namespace Grokking.Interp;

/// <summary>A neuron that reads no more of x and y than a sign (Stander et al. 2024): a homomorphism to {1, −1}.</summary>
/// <param name="Neuron">The neuron.</param>
/// <param name="Map">Which of the group's <see cref="FiniteGroup.SignMaps"/>.</param>
/// <param name="First">Share of the variance of what comes from x that the sign has, 0 to 1.</param>
/// <param name="Second">Share of the variance of what comes from y, 0 to 1.</param>
/// <param name="IsOpposite">Whether the sign of x and that of y enter with opposite factors, as in L = sgn, R = −sgn.</param>
public sealed record SignNeuron(int Neuron, int Map, double First, double Second, bool IsOpposite)
{
    /// <summary>The neurons that signs explain on both sides.</summary>
    /// <param name="group">The group.</param>
    /// <param name="first">What reaches each neuron from x, [n, d_mlp].</param>
    /// <param name="second">What reaches it from y, [n, d_mlp].</param>
    /// <param name="least">The share of variance that the sign must have on either side, above 0 to 1.</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public static IReadOnlyList<SignNeuron> Of(FiniteGroup group, Matrix first, Matrix second, double least = 0.95)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Require.That(first.Rows == group.Order && second.Rows == group.Order && first.Columns == second.Columns,
            $"expected twice [{group.Order}, d_mlp], got {first} and {second}.", nameof(first));
        Require.That(least is > 0 and <= 1, $"expected above 0 to 1, got {least}.", nameof(least));
        var signs = group.SignMaps();
        return
        [
            .. from map in signs.Index()
               from neuron in Enumerable.Range(0, first.Columns)
               let x = Fit(first, neuron, map.Item)
               let y = Fit(second, neuron, map.Item)
               where x.Share >= least && y.Share >= least
               orderby neuron
               select new SignNeuron(neuron, map.Index, x.Share, y.Share, x.Factor * y.Factor < 0),
        ];
    }

    // A sign has mean 0 and mean square 1, so that the mean of f·sign is its factor.
    private static (double Factor, double Share) Fit(Matrix values, int column, IReadOnlyList<int> sign)
    {
        var rows = Enumerable.Range(0, values.Rows);
        var mean = rows.Average(g => values[g, column]);
        var factor = rows.Average(g => values[g, column] * sign[g]);
        var variance = rows.Average(g => Math.Pow(values[g, column] - mean, 2));
        return (factor, variance > 0 ? factor * factor / variance : 0);
    }
}
