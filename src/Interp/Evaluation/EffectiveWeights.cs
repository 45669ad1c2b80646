using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>What the analysis reads of a model: the last layer of neurons, and weight matrices in double.</summary>
internal static class EffectiveWeights
{
    /// <summary>Hook points of the last neurons before and after their non-linearity; null where there are none.</summary>
    public static (string Pre, string Post)? NeuronHooks(Architecture architecture) =>
        architecture.LastNeurons?.NeuronPoints is { } neurons ? (neurons.Pre, neurons.Post) : null;

    /// <summary>Rows of W_E, [tokens, d_model].</summary>
    public static Matrix Embedding(Model model, IReadOnlyList<int> tokens) => Matrix.From(model.Weights.W_E).Gather(tokens);

    /// <summary>What a token adds to the first neurons of a network that reads a pair of embeddings, [tokens, d_mlp]: W_E·W, with
    /// the rows of W that belong to its position; the embedding itself, [tokens, d_model], for other networks.</summary>
    /// <param name="model">The network.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="position">0 for the left operand, 1 for the right.</param>
    public static Matrix TotalEmbedding(Model model, IReadOnlyList<int> tokens, int position)
    {
        var embedding = Embedding(model, tokens);
        var layers = model.Architecture.Layers;
        if (layers.OfType<Combine>().FirstOrDefault() is not { } combine
            || layers.OfType<Linear>().FirstOrDefault() is not { } linear)
        {
            return embedding;
        }
        var weights = Matrix.From(model.Weights[linear.WeightName]);
        var start = combine.Kind == CombineKind.Concat ? position * combine.DModel : 0;
        return embedding.Times(weights.Gather([.. Enumerable.Range(start, combine.DModel)]));
    }

    /// <summary>The map from the last neurons to some classes, transposed, [classes, d_mlp]: (W_out·W_U)ᵀ behind an MLP, W_Uᵀ
    /// behind a linear layer; null without neurons.</summary>
    public static Matrix? NeuronLogitMap(Model model, IReadOnlyList<int> classes)
    {
        if (model.Architecture.LastNeurons is not { } neurons)
        {
            return null;
        }
        var answers = Unembedding(model, classes);
        if (Gains(model) is { } gains)
        {
            for (var row = 0; row < answers.Rows; row++)
            {
                TensorPrimitives.Multiply(answers.Row(row), gains, answers.Row(row));
            }
        }
        return neurons is Mlp mlp ? Matrix.From(model.Weights.W_out(mlp.Block)).Times(answers.Transpose()).Transpose() : answers;
    }

    /// <summary>Columns of W_U as rows, [classes, d_model].</summary>
    public static Matrix Unembedding(Model model, IReadOnlyList<int> classes) =>
        Matrix.From(model.Weights.W_U).Transpose().Gather(classes);

    /// <summary>Whether the only layer of neurons reads the two operands themselves, one-hot or by their embeddings.</summary>
    public static bool ReadsOperands(Architecture architecture) =>
        architecture.Layers is [Embed, Combine, Linear, Training.Unembed]
            or [Embed, Combine { Kind: CombineKind.Sum }, Neurons, .., Training.Unembed];

    /// <summary>What the only layer of neurons reads of each operand, before its bias: U of some left and V of some right
    /// operands, [operands, d_mlp] each; null where it is not so.</summary>
    /// <param name="model">The model.</param>
    /// <param name="left">Tokens of the left operands.</param>
    /// <param name="right">Tokens of the right operands.</param>
    public static (Matrix U, Matrix V)? NeuronInputs(Model model, IReadOnlyList<int> left, IReadOnlyList<int> right) =>
        ReadsOperands(model.Architecture)
            ? (TotalEmbedding(model, left, position: 0), TotalEmbedding(model, right, position: 1)) : null;

    // What a batch norm behind the neurons multiplies each by.
    private static double[]? Gains(Model model) => model.Architecture.Layers.OfType<BatchNorm>().SingleOrDefault() is not { } norm
        ? null
        : [.. Enumerable.Range(0, norm.Width).Select(k =>
            model.Weights[norm.Name + ".w"].Span[k] / Math.Sqrt(model.Weights[norm.Name + ".var"].Span[k] + norm.Epsilon))];
}

/// <summary>
/// The first layer of neurons before its non-linearity, at the last position: the only layer where a function of a + b is the
/// work of attention, since every later one may have it from an earlier non-linearity.
/// </summary>
internal static class FirstNeurons
{
    /// <summary>Its hook point; null where there are no neurons.</summary>
    public static string? HookName(Architecture architecture) =>
        architecture.Layers.Select(layer => layer.NeuronPoints?.Pre).FirstOrDefault(name => name is not null);

    /// <summary>The pre-activations of all pairs, [pairs, d_mlp]; of logits without a model, those given. Null without
    /// neurons.</summary>
    public static Tensor? Of(FullBatchActivations activations)
    {
        if (activations.Model is not { } model || HookName(model.Architecture) is not { } name
            || EffectiveWeights.NeuronHooks(model.Architecture)?.Pre == name)
        {
            return activations.NeuronsPre;
        }
        var cache = model.RunWithCache(activations.Examples, [name], Positions.ReadOut);
        return AtLastPosition(cache[name]);
    }

    /// <summary>The last position of an activation.</summary>
    /// <param name="activation">[batch, pos, n].</param>
    /// <returns>[batch, n]; the memory of the activation itself where it has one position.</returns>
    public static Tensor AtLastPosition(Tensor activation)
    {
        var (batch, positions, width) = (activation.Shape[0], activation.Shape[1], activation.Shape[2]);
        if (positions == 1)
        {
            return activation.Reshape(batch, width);
        }
        var last = new Tensor(new Shape(batch, width));
        for (var i = 0; i < batch; i++)
        {
            activation.Span.Slice(((i * positions) + positions - 1) * width, width).CopyTo(last.Slice(i).Span);
        }
        return last;
    }
}
