using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// A network built from nothing but the frequency and the phases of each last neuron: a neuron that receives A·cos(ω·a + φ) and
/// B·cos(ω·b + χ) and writes D·cos(ω·c + ψ) is replaced by ReLU(sign cos(ω·a + φ) + sign cos(ω·b + χ)) that writes cos(ω·c + ψ)
/// (Swaroop 2026, arXiv 2603.23784). It answers rightly when the phases are right, however weak they still are in the network
/// itself.
/// </summary>
public sealed class ExtractedNetwork
{
    private readonly CyclicView view;
    private readonly Extracted[] neurons;

    private ExtractedNetwork(CyclicView view, Extracted[] neurons) => (this.view, this.neurons) = (view, neurons);

    /// <summary>What it answers; losses are of its bare logits, whose scale means nothing.</summary>
    public SplitScores Scores => field ??= Score(view, neurons);

    /// <summary>The control: what it answers when the neurons' output phases are dealt out among those of a frequency.</summary>
    public SplitScores Shuffled => field ??= Score(view, Deal(neurons));

    /// <summary>The network of a view; null without a model, or without neurons.</summary>
    public static ExtractedNetwork? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return LastNeurons.Of(view) is not { } neurons ? null
            : new(view, [.. Enumerable.Range(0, neurons.Count).Where(neuron => neurons.Frequencies[neuron] > 0).Select(Extract)]);

        Extracted Extract(int neuron)
        {
            var k = neurons.Frequencies[neuron];
            return new(
                k, Wave.Of(neurons.First.Row(neuron), k).Phase, Wave.Of(neurons.Second.Row(neuron), k).Phase,
                neurons.Written(neuron, k).Phase);
        }
    }

    private static Extracted[] Deal(Extracted[] all)
    {
        var random = new PythonRandom(0);
        return [.. all.GroupBy(neuron => neuron.Frequency).OrderBy(group => group.Key).SelectMany(group =>
        {
            double[] phases = [.. group.Select(neuron => neuron.Out)];
            random.Shuffle(phases.AsSpan());
            return group.Zip(phases, (neuron, phase) => neuron with { Out = phase });
        })];
    }

    private static SplitScores Score(CyclicView view, Extracted[] neurons)
    {
        var n = view.N;
        var (left, right, written) =
            (new Matrix(n, neurons.Length), new Matrix(n, neurons.Length), new Matrix(neurons.Length, n));
        for (var x = 0; x < n; x++)
        {
            for (var j = 0; j < neurons.Length; j++)
            {
                var angle = 2 * Math.PI * neurons[j].Frequency * x / n;
                left[x, j] = Math.Sign(Math.Cos(angle + neurons[j].First));
                right[x, j] = Math.Sign(Math.Cos(angle + neurons[j].Second));
                written[j, x] = Math.Cos(angle + neurons[j].Out);
            }
        }
        var (hidden, row) = (new double[neurons.Length], new double[n]);
        return view.Pairs.Judge((pair, answer) =>
        {
            TensorPrimitives.Add(left.Row(pair / n), right.Row(pair % n), hidden);
            TensorPrimitives.Max(hidden, 0.0, hidden);
            row.AsSpan().Clear();
            for (var j = 0; j < hidden.Length; j++)
            {
                if (hidden[j] > 0)
                {
                    TensorPrimitives.MultiplyAdd(written.Row(j), hidden[j], row, row);
                }
            }
            return CrossEntropy.Of(row, answer);
        });
    }

    private readonly record struct Extracted(int Frequency, double First, double Second, double Out);
}
