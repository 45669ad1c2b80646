using Grokking.Training;

namespace Grokking.Interp;

/// <summary>What the analysis reads of a model: the last layer of neurons, and weight matrices in double.</summary>
internal static class SpecimenWeights
{
    /// <summary>Hook points of the last neurons before and after their non-linearity; null where there are none.</summary>
    public static (string Pre, string Post)? NeuronHooks(Architecture architecture) => architecture.LastNeurons switch
    {
        Mlp mlp => (HookNames.MlpPre(mlp.Block), HookNames.MlpPost(mlp.Block)),
        Linear linear => (linear.PreName, linear.PostName),
        _ => null,
    };

    /// <summary>W_E of the numbers 0..p−1, [p, d_model]; null without a model.</summary>
    public static Matrix? Embedding(Recording recording) => recording.Model is { } model
        ? Matrix.From(model.Weights.W_E).Top(recording.Task.P, model.Architecture.DModel)
        : null;

    /// <summary>The map from the last neurons to the p answers, transposed, [p, d_mlp]: (W_out·W_U)ᵀ behind an MLP, W_Uᵀ behind a
    /// linear layer; null without neurons.</summary>
    public static Matrix? NeuronLogitMap(Recording recording)
    {
        if (recording.Model is not { } model || model.Architecture.LastNeurons is not { } neurons)
        {
            return null;
        }
        var unembed = Matrix.From(model.Weights.W_U);
        var answers = unembed.Top(unembed.Rows, recording.Task.P);
        return (neurons is Mlp mlp ? Matrix.From(model.Weights.W_out(mlp.Block)).Times(answers) : answers).Transpose();
    }
}
