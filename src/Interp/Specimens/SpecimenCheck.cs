using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Argument checks of <see cref="Specimen"/>.</summary>
internal static class SpecimenCheck
{
    private const string NotFinite = "expected finite values, got NaN or infinity.";

    /// <summary>Requires all parts of a recording to have p² rows and finite values, and a class for each answer.</summary>
    public static void Recording(Recording recording)
    {
        var (logits, pairs, p) = (recording.Logits, recording.Task.PairCount, recording.Task.P);
        Require.That(logits.Rows == pairs,
            $"expected [p²={pairs}, d_vocab_out], got [{logits.Rows}, {logits.Columns}].", nameof(logits));
        Require.That(logits.Columns >= p, $"expected at least p = {p} classes, got {logits.Columns}.", nameof(logits));
        Require.That(TensorPrimitives.IsFiniteAll<double>(logits.Span), NotFinite, nameof(logits));
        foreach (var tensor in new[] { recording.NeuronsPre, recording.NeuronsPost, recording.Pattern }.OfType<Tensor>())
        {
            var hasPairs = tensor.Shape.Rank > 0 && tensor.Shape[0] == pairs;
            Require.That(hasPairs, $"expected [p²={pairs}, …], got {tensor.Shape}.", nameof(recording));
            Require.That(TensorPrimitives.IsFiniteAll<float>(tensor.Span), NotFinite, nameof(recording));
        }
    }

    /// <summary>Requires pair indices of the task.</summary>
    public static void Split(Split? split, ModularTask task)
    {
        foreach (var pair in split is null ? [] : split.Train.Concat(split.Test))
        {
            Require.InRange(pair, 0, task.PairCount - 1, nameof(split));
        }
    }

    /// <summary>Requires different frequencies of Z_p.</summary>
    public static void Frequencies(IReadOnlyList<int>? frequencies, int p)
    {
        foreach (var k in frequencies ?? [])
        {
            Require.InRange(k, 1, p / 2, "key frequency");
        }
        var differ = frequencies is null || frequencies.Distinct().Count() == frequencies.Count;
        Require.That(differ, "expected different frequencies.", nameof(frequencies));
    }
}
