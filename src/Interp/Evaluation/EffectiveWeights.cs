using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>What the analysis reads of a model: the last layer of neurons, and weight matrices in double.</summary>
internal static class EffectiveWeights
{
    /// <summary>Hook points of the last neurons before and after their non-linearity; null where there are none.</summary>
    public static (string Pre, string Post)? NeuronHooks(Architecture architecture) => architecture.LastNeurons switch
    {
        Mlp mlp => (HookNames.MlpPre(mlp.Block), HookNames.MlpPost(mlp.Block)),
        Linear linear => (linear.PreName, linear.PostName),
        Neurons ofInput => (ofInput.PreName, ofInput.PostName),
        _ => null,
    };

    /// <summary>Rows of W_E, [tokens, d_model].</summary>
    public static Matrix Embedding(Model model, IReadOnlyList<int> tokens) => Matrix.From(model.Weights.W_E).Gather(tokens);

    /// <summary>The map from the last neurons to some classes, transposed, [classes, d_mlp]: (W_out·W_U)ᵀ behind an MLP, W_Uᵀ behind a
    /// linear layer; null without neurons.</summary>
    public static Matrix? NeuronLogitMap(Model model, IReadOnlyList<int> classes)
    {
        if (model.Architecture.LastNeurons is not { } neurons)
        {
            return null;
        }
        var unembed = Matrix.From(model.Weights.W_U);
        var gains = Gains(model);
        var answers = new Matrix(unembed.Rows, classes.Count);
        for (var row = 0; row < unembed.Rows; row++)
        {
            for (var i = 0; i < classes.Count; i++)
            {
                answers[row, i] = unembed[row, classes[i]] * (gains?[row] ?? 1);
            }
        }
        return (neurons is Mlp mlp ? Matrix.From(model.Weights.W_out(mlp.Block)).Times(answers) : answers).Transpose();
    }

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
    public static string? HookName(Architecture architecture) => architecture.Layers.FirstOrDefault(layer => layer is Mlp or Linear or Neurons) switch
    {
        Mlp mlp => HookNames.MlpPre(mlp.Block),
        Linear linear => linear.PreName,
        Neurons ofInput => ofInput.PreName,
        _ => null,
    };

    /// <summary>The pre-activations of all pairs, [pairs, d_mlp]; of logits without a model, those given. Null without neurons.</summary>
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
