using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// Projects the neurons onto the directions that write the key frequencies to the logits, or onto what is at right angles to
/// all of them (Nanda et al. 2023, section 4.4).
/// </summary>
/// <param name="ontoNullSpace">Whether the directions are removed, not kept.</param>
internal sealed class ProjectedNeurons(bool ontoNullSpace) : NeuronIntervention(
    ontoNullSpace ? "neurons_without_key_directions" : "neurons_in_key_directions",
    ontoNullSpace
        ? "neurons projected onto the null space of the directions that write the key frequencies to the logits"
        : "neurons projected onto the directions that write the key frequencies to the logits")
{
    /// <inheritdoc/>
    protected override string? WhyNotNeurons(Specimen specimen) =>
        Missing.Waves(specimen) ?? (specimen.KeyFrequencies.Count == 0 ? "there are no key frequencies" : null);

    /// <inheritdoc/>
    protected override RowEdit Edit(Specimen specimen)
    {
        var directions = NeuronDirections.Orthonormal(specimen.NeuronLogitSpectrum!, specimen.Basis, specimen.KeyFrequencies);
        var projection = new double[directions.Columns];
        return (_, neurons) =>
        {
            NeuronDirections.Project(neurons, directions, projection);
            if (ontoNullSpace)
            {
                TensorPrimitives.Subtract(neurons, projection, neurons);
            }
            else
            {
                projection.CopyTo(neurons);
            }
        };
    }
}
