using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>What a model computes at the last position on all p² pairs: the raw material of every measure.</summary>
public sealed record Recording
{
    /// <summary>The task, whose pairs (a, b) are in the order a·p + b.</summary>
    public required ModularTask Task { get; init; }

    /// <summary>Logits, [p², d_vocab_out], with d_vocab_out ≥ p: the first p classes are the answers.</summary>
    public required Matrix Logits { get; init; }

    /// <summary>The last layer of neurons before its non-linearity, [p², d_mlp]; null without neurons.</summary>
    public Tensor? NeuronsPre { get; init; }

    /// <summary>The last layer of neurons after its non-linearity, [p², d_mlp]; null without neurons.</summary>
    public Tensor? NeuronsPost { get; init; }

    /// <summary>Attention weights of the last attention layer from the last position, [p², n_heads, key_pos]; null without
    /// attention.</summary>
    public Tensor? Pattern { get; init; }

    /// <summary>The model that was recorded; null for logits that come from elsewhere.</summary>
    public Model? Model { get; init; }

    /// <summary>How pairs were written as tokens for the model.</summary>
    public TokenFormat Format { get; init; } = new();

    /// <summary>Runs a model on all pairs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The task that it was trained on.</param>
    /// <param name="format">How a pair becomes tokens; null to tell from the size of the vocabulary: p or 2p, and one more
    /// with "=".</param>
    /// <exception cref="ArgumentException">The vocabulary fits no format, or the model has fewer classes than p.</exception>
    /// <exception cref="InsufficientMemoryException">An analysis takes more memory than there is.</exception>
    public static Recording Of(Model model, ModularTask task, TokenFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        var tokens = format ?? FormatOf(model.Architecture, task.P);
        MemoryNeed.ThrowIfTooMuch(BytesFor(model.Architecture, task, tokens), $"an analysis of all {task.PairCount} pairs at once", "use a machine that has more.");
        var neurons = SpecimenWeights.NeuronHooks(model.Architecture);
        var attention = model.Architecture.Layers.OfType<Attention>().LastOrDefault();
        var pattern = attention is null ? null : HookNames.Pattern(attention.Block);
        string[] names = [.. new[] { neurons?.Pre, neurons?.Post, pattern }.OfType<string>()];
        var cache = model.RunWithCache(Examples.All(task, tokens), names, Positions.ReadOut);
        return new Recording
        {
            Task = task,
            Logits = Matrix.From(cache.Logits),
            NeuronsPre = AtReadOut(cache, neurons?.Pre),
            NeuronsPost = AtReadOut(cache, neurons?.Post),
            Pattern = AtReadOut(cache, pattern),
            Model = model,
            Format = tokens,
        };
    }

    /// <summary>Bytes that a recording and all measures of it take, an estimate within about a third: logits as they came, in double, and
    /// those of ablations; and all activations, at all positions, of a run that is changed on the way.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="task">The task.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    public static long BytesFor(Architecture architecture, ModularTask task, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(format);
        const int bytesPerLogit = 28;
        return task.PairCount * ((bytesPerLogit * (long)architecture.DVocabOut)
            + (sizeof(float) * MemoryNeed.Activations(architecture, format.NCtx, format.NCtx)));
    }

    // The last block's activations have one position (pos or query_pos), the axis before the last: it is dropped.
    private static Tensor? AtReadOut(ActivationCache cache, string? name)
    {
        if (name is null)
        {
            return null;
        }
        var axes = cache[name].Shape.ToArray();
        Require.That(axes[^2] == 1, $"expected one position, got {cache[name].Shape}.", name);
        return cache[name].Reshape([.. axes[..^2], axes[^1]]);
    }

    private static TokenFormat FormatOf(Architecture architecture, int p)
    {
        TokenFormat[] formats = [new(false, false), new(true, false), new(false, true), new(true, true)];
        var (dVocab, nCtx) = (architecture.DVocab, architecture.NCtx);
        var found = formats.FirstOrDefault(format => format.DVocab(p) == dVocab && (nCtx ?? format.NCtx) == format.NCtx);
        Require.That(found is not null,
            $"expected d_vocab = {p}, {p + 1}, {2 * p} or {(2 * p) + 1} for p = {p}, got {dVocab} with n_ctx = {nCtx}.",
            nameof(architecture));
        return found;
    }
}
