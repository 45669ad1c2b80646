using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>What a model computes at the last position on every pair of an operation: the raw material of every
/// measure.</summary>
public sealed record FullBatchActivations
{
    private const string NotFinite = "expected finite values, got NaN or infinity.";

    /// <summary>The operation, whose pairs are the rows, in its order unless <see cref="Gather"/> has chosen others.</summary>
    public required BinaryOperation Operation { get; init; }

    /// <summary>Logits, [pairs, d_vocab_out], with d_vocab_out at least the number of answers, which are the first
    /// classes.</summary>
    public required Matrix Logits { get; init; }

    /// <summary>The last layer of neurons before its non-linearity, [pairs, d_mlp]; null without neurons.</summary>
    public Tensor? NeuronsPre { get; init; }

    /// <summary>The last layer of neurons after its non-linearity, [pairs, d_mlp]; null without neurons.</summary>
    public Tensor? NeuronsPost { get; init; }

    /// <summary>Attention weights of the last attention layer from the last position, [pairs, n_heads, key]; null without
    /// attention. Keys are a, b, then "=" where it is written, then ⟨eos⟩ and the operator of an equation.</summary>
    public Tensor? Pattern { get; init; }

    /// <summary>The model; null for logits that come from elsewhere.</summary>
    public Model? Model { get; init; }

    /// <summary>The loss that the model was trained with. Default cross-entropy.</summary>
    public LossKind Loss { get; init; }

    /// <summary>How pairs were written as tokens for the model.</summary>
    public TokenFormat Format { get; init; } = new();

    /// <summary>The pair a·Right + b of each row: not the operation's order where <see cref="Gather"/> has chosen.</summary>
    internal IReadOnlyList<int> RowPairs
    {
        get => field ??= [.. Operation.Pairs];
        init;
    }

    /// <summary>The pairs as the model was given them.</summary>
    internal Examples Examples
    {
        get => field ??= Examples.All(Operation, Format);
        init;
    }

    /// <summary>Runs a model on all pairs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="operation">The operation that it was trained on.</param>
    /// <param name="format">How a pair becomes tokens; null to tell from the size of the vocabulary: one for both operands or
    /// one each, and one token more with "=".</param>
    /// <exception cref="ArgumentException">The vocabulary fits no format, or the model has fewer classes than the operation has
    /// answers.</exception>
    /// <exception cref="InsufficientMemoryException">An analysis takes more memory than there is.</exception>
    /// <param name="loss">The loss that the model was trained with.</param>
    public static FullBatchActivations Of(
        Model model, BinaryOperation operation, TokenFormat? format = null, LossKind loss = LossKind.CrossEntropy)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var tokens = format ?? FormatOf(model.Architecture, operation);
        MemoryNeed.ThrowIfTooMuch(
            BytesFor(model.Architecture, operation, tokens), $"an analysis of all {operation.PairCount} pairs at once",
            "use a machine that has more.");
        var neurons = EffectiveWeights.NeuronHooks(model.Architecture);
        var attention = model.Architecture.Layers.OfType<Attention>().LastOrDefault();
        var pattern = attention is null ? null : HookNames.Pattern(attention.Block);
        string[] names = [.. new[] { neurons?.Pre, neurons?.Post, pattern }.OfType<string>()];
        var examples = Examples.All(operation, tokens);
        var cache = model.RunWithCache(examples, names, Positions.ReadOut);
        return new FullBatchActivations
        {
            Operation = operation,
            Logits = Matrix.From(cache.Logits),
            NeuronsPre = AtReadOut(cache, neurons?.Pre),
            NeuronsPost = AtReadOut(cache, neurons?.Post),
            Pattern = OperandsFirst(AtReadOut(cache, pattern), tokens),
            Model = model,
            Loss = loss,
            Format = tokens,
            Examples = examples,
        };
    }

    /// <summary>Bytes that these activations and all measures of them take, an estimate within about a third: logits as they
    /// came, in double, and those of ablations; and all activations, at all positions, of a run that is changed on the
    /// way.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    public static long BytesFor(Architecture architecture, BinaryOperation operation, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(format);
        const int bytesPerLogit = 28;
        return operation.PairCount * (bytesPerLogit * (long)architecture.DVocabOut
            + sizeof(float) * MemoryNeed.Activations(architecture, format.NCtx, format.NCtx));
    }

    /// <summary>Some rows, in a given order.</summary>
    internal FullBatchActivations Gather(int[] rows)
    {
        int[] pairs = [.. rows.Select(row => RowPairs[row])];
        return this with
        {
            Logits = Logits.Gather(rows),
            NeuronsPre = Rows(NeuronsPre, rows),
            NeuronsPost = Rows(NeuronsPost, rows),
            Pattern = Rows(Pattern, rows),
            RowPairs = pairs,
            Examples = new Examples(Operation, Format, pairs),
        };
    }

    /// <summary>Requires a row for each pair, a class for each answer, and finite values.</summary>
    internal void Check()
    {
        var (pairs, answers) = (Operation.PairCount, Operation.Answers);
        Require.That(
            Logits.Rows == pairs, $"expected [pairs={pairs}, d_vocab_out], got [{Logits.Rows}, {Logits.Columns}].",
            nameof(Logits));
        Require.That(
            Logits.Columns >= answers, $"expected at least {answers} classes, one for each answer, got {Logits.Columns}.",
            nameof(Logits));
        Require.That(TensorPrimitives.IsFiniteAll<double>(Logits.Span), NotFinite, nameof(Logits));
        foreach (var tensor in new[] { NeuronsPre, NeuronsPost, Pattern }.OfType<Tensor>())
        {
            Require.That(
                tensor.Shape.Rank > 0 && tensor.Shape[0] == pairs, $"expected [pairs={pairs}, …], got {tensor.Shape}.",
                "activations");
            Require.That(TensorPrimitives.IsFiniteAll<float>(tensor.Span), NotFinite, "activations");
        }
    }

    /// <summary>Some rows of a tensor.</summary>
    internal static Tensor? Rows(Tensor? tensor, int[] rows)
    {
        if (tensor is null)
        {
            return null;
        }
        var width = tensor.Count / tensor.Shape[0];
        var gathered = new Tensor(new Shape([rows.Length, .. tensor.Shape.Axes[1..]]));
        for (var i = 0; i < rows.Length; i++)
        {
            tensor.Span.Slice(rows[i] * width, width).CopyTo(gathered.Span[(i * width)..]);
        }
        return gathered;
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

    // An equation is ⟨eos⟩ a ∘ b =.
    private static Tensor? OperandsFirst(Tensor? pattern, TokenFormat format)
    {
        if (pattern is not { } weights || format.Template == PairTemplate.Pair)
        {
            return pattern;
        }
        int[] order = [1, 3, 4, 0, 2];
        var ordered = new Tensor(weights.Shape);
        for (var start = 0; start < weights.Count; start += order.Length)
        {
            for (var key = 0; key < order.Length; key++)
            {
                ordered.Span[start + key] = weights.Span[start + order[key]];
            }
        }
        return ordered;
    }

    private static TokenFormat FormatOf(Architecture architecture, BinaryOperation operation)
    {
        TokenFormat[] formats =
            [new(false, false), new(true, false), new(false, true), new(true, true), new(Template: PairTemplate.Equation)];
        var (dVocab, nCtx) = (architecture.DVocab, architecture.NCtx);
        var found = formats.FirstOrDefault(format =>
            format.DVocab(operation) == dVocab && ((nCtx ?? format.NCtx) == format.NCtx || (nCtx == 6 && format.NCtx == 5)));
        var sizes = formats.Where(format => format.Template == PairTemplate.Pair).Select(format => format.DVocab(operation))
            .Order().ToArray();
        Require.That(found is not null,
            $"expected d_vocab = {string.Join(", ", sizes[..^1])} or {sizes[^1]} for {operation.Description}, got {dVocab} "
            + $"with n_ctx = {nCtx}.", nameof(architecture));
        return found;
    }
}
