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

    /// <summary>The new activations, [p², d_mlp]: a new matrix.</summary>
    protected abstract Matrix Activations(Specimen specimen);

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(Specimen specimen)
    {
        var values = Activations(specimen);
        var tensor = new Tensor(new Shape(values.Rows, 1, values.Columns));
        TensorPrimitives.ConvertTruncating<double, float>(values.Span, tensor.Span);
        return [Hook.Replace(SpecimenWeights.NeuronHooks(specimen.Recording.Model!.Architecture)!.Value.Post, tensor)];
    }
}
