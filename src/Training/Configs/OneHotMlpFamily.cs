namespace Grokking.Training;

/// <summary>
/// One hidden layer on two one-hot inputs, f(a, b) = W·σ(U_a + V_b), without biases: Gromov (2023) and Doshi et al. (2024). U and
/// V are <c>embed.W_E</c>, [left + right, d_mlp]; W is <c>unembed.W_U</c>, [d_mlp, answers].
/// </summary>
public sealed record OneHotMlpFamily()
    : ArchitectureFamily(FamilyId, "one hidden layer on one-hot inputs, no biases (Gromov 2023, Doshi et al. 2024)")
{
    /// <summary>Its id.</summary>
    public const string FamilyId = "mlp-one-hot";

    /// <summary>Prefix of the neurons' hook points.</summary>
    public const string NeuronsName = "l1";

    /// <inheritdoc/>
    protected override IEnumerable<Layer> Layers(ModelConfig model, BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var neurons = model.MlpWidth;
        // Doshi et al. (2024): 0.05 at 500 neurons, in all layers.
        var std = 0.5 / Math.Cbrt(2.0 * neurons);
        return
        [
            new Embed(model.Format.DVocab(operation), neurons, std),
            new Combine(CombineKind.Sum, neurons, model.Format.NCtx),
            new Neurons(NeuronsName, neurons, model.Activation),
            .. model.BatchNorm ? [new BatchNorm("norm", neurons)] : Array.Empty<Layer>(),
            new Unembed(neurons, model.DVocabOut ?? operation.Answers, std),
        ];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate(ModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var problems = ConfigCheck.InRange("d_mlp", model.DMlp, 1, 65536)
            .Concat(ConfigCheck.InRange("d_vocab_out", model.DVocabOut, 2, 65536));
        if (model.EqualsSign || !model.SeparateVocabularies || model.Template != PairTemplate.Pair)
        {
            problems = problems.Append(
                $"architecture: '{FamilyId}' reads two one-hot inputs; set equals_sign=false, separate_vocabularies=true and "
                    + "template=pair.");
        }
        if (model.BatchNorm && model.Start == StartKind.Analytic)
        {
            problems = problems.Append("batch_norm: the analytic start is of the network without it.");
        }
        return problems;
    }

    /// <summary>
    /// The analytic weights (Gromov 2023): neuron k has a frequency s and phases φ, ψ, and U_ka, V_kb and W_kq are (2/N)^⅓ times
    /// cos(2πs·a/n + φ), cos(2πs·b/n + ψ) and cos(2πs·q/n + φ + ψ), with a, b, q the operation's own numbers modulo n.
    /// Frequencies 1 to (n − 1)/2 are dealt out evenly in a random order; phases are uniform. With squares for σ the right logit
    /// is 1 and the others are 0, but for noise that falls with √N.
    /// </summary>
    /// <param name="architecture">A network of this family.</param>
    /// <param name="operation">The operation; its answers must be sums modulo n after a relabelling.</param>
    /// <param name="seed">Seed of phases and order.</param>
    /// <exception cref="InvalidDataException">The operation is no addition modulo n.</exception>
    public static Weights Solve(Architecture architecture, BinaryOperation operation, int seed)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(operation);
        var cyclic = operation.Algebra as Algebra.Cyclic
            ?? throw new InvalidDataException(
                $"model.start: the analytic weights add modulo n; {operation.Description} is no such addition.");
        var weights = new Weights(architecture.Parameters);
        var (neurons, random) = (architecture.DModel, new PythonRandom(seed));
        var half = Math.Max(1, (cyclic.Order - 1) / 2);
        int[] frequencies = [.. Enumerable.Range(0, neurons).Select(k => 1 + (k % half))];
        random.Shuffle(frequencies.AsSpan());
        var (inputs, outputs) = (weights.W_E, weights.W_U);
        var scale = Math.Cbrt(2.0 / neurons);
        for (var k = 0; k < neurons; k++)
        {
            var (ofLeft, ofRight) = (Phase(random), Phase(random));
            for (var label = 0; label < cyclic.Order; label++)
            {
                var angle = 2 * Math.PI * frequencies[k] * label / cyclic.Order;
                inputs.Span[(cyclic.Left[label] * neurons) + k] = (float)(scale * Math.Cos(angle + ofLeft));
                inputs.Span[((operation.Left + cyclic.Right[label]) * neurons) + k] = (float)(scale * Math.Cos(angle + ofRight));
                outputs.Span[(k * architecture.DVocabOut) + cyclic.Answer[label]] =
                    (float)(scale * Math.Cos(angle + ofLeft + ofRight));
            }
        }
        return weights;
    }

    private static double Phase(PythonRandom random) => Math.PI * ((2 * random.Random()) - 1);
}
