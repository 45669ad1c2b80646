using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>The neurons of a group's network that stand for the others in a figure.</summary>
internal static class GroupNeurons
{
    private const int Most = 6;

    /// <summary>For each key representation in turn its strongest neuron that reads cosets, then the second strongest, and so on;
    /// none where no neuron reads cosets.</summary>
    public static IReadOnlyList<(NeuronCoset Neuron, Irrep Irrep)> Of(RepresentationView view)
    {
        if (view.Cosets is not { } cosets || view.NeuronIrreps is not { } irreps)
        {
            return [];
        }
        var byIrrep = view.KeyIrreps.Select(irrep => cosets.Neurons.Where(neuron => irreps.Irreps[neuron.Neuron] == irrep)
            .OrderByDescending(neuron => neuron.IsConstant).ThenByDescending(neuron => irreps.Energies[neuron.Neuron])
            .Select(neuron => (neuron, irrep)).ToList()).ToList();
        var ranked =
            Enumerable.Range(0, Most).SelectMany(rank => byIrrep.Where(list => rank < list.Count).Select(list => list[rank]));
        return [.. ranked.Take(Most).OrderBy(item => view.KeyIrreps.ToList().IndexOf(item.irrep))];
    }

    /// <summary>The cosets of the elements, numbered anew by the mean of a neuron's input on them, the lowest first.</summary>
    public static int[] Ranked(int[] cosets, Matrix inputs, int neuron)
    {
        int[] order = [.. Enumerable.Range(0, cosets.Length).GroupBy(g => cosets[g])
            .OrderBy(members => members.Average(g => inputs[g, neuron])).Select(members => members.Key)];
        return [.. cosets.Select(coset => Array.IndexOf(order, coset))];
    }

    /// <summary>Heading of a neuron's panel.</summary>
    public static string Title(NeuronCoset neuron, Irrep irrep) => $"neuron {neuron.Neuron}, {irrep.Name}";

    /// <summary>Generators of a subgroup, and its order.</summary>
    public static string Name(Subgroup subgroup) => subgroup.ToString();
}
