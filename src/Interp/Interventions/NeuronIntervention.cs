using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>An intervention that gives the last neurons other values.</summary>
internal abstract class NeuronIntervention(string id, string description) : Intervention(id, description)
{
    /// <inheritdoc/>
    public override string? WhyNot(Specimen specimen) =>
        Missing.NeuronLogitMap(specimen) ?? Missing.Neurons(specimen) ?? WhyNotNeurons(specimen);

    /// <summary>Why it does not apply to a specimen that has neurons; null when it does.</summary>
    protected abstract string? WhyNotNeurons(Specimen specimen);

    /// <summary>Changes the activations of one pair, [d_mlp], in place.</summary>
    protected delegate void RowEdit(int pair, Span<double> neurons);

    /// <summary>What becomes of the neurons of each pair; called for the pairs in order.</summary>
    protected abstract RowEdit Edit(Specimen specimen);

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(Specimen specimen)
    {
        var neurons = specimen.Recording.NeuronsPost!;
        var (pairs, width) = (neurons.Shape[0], neurons.Shape[1]);
        var edited = new Tensor(new Shape(pairs, 1, width));
        var row = new double[width];
        var edit = Edit(specimen);
        for (var pair = 0; pair < pairs; pair++)
        {
            FloatRows.Read(neurons, pair, row);
            edit(pair, row);
            TensorPrimitives.ConvertTruncating<double, float>(row, edited.Span.Slice(pair * width, width));
        }
        return [Hook.Replace(SpecimenWeights.NeuronHooks(specimen.Recording.Model!.Architecture)!.Value.Post, edited)];
    }
}
