namespace Grokking.Training;

/// <summary>Standard deviations of a transformer's weights at the start.</summary>
/// <param name="Std">Of all matrices that are not named here.</param>
/// <param name="InStd">Of W_in.</param>
/// <param name="UnembedStd">Of W_U.</param>
public sealed record TransformerStart(double Std, double InStd, double UnembedStd)
{
    /// <summary>Nanda et al. (2023): 1/√d_model (W_out too), 1/√d_vocab_out for W_U.</summary>
    public static TransformerStart Nanda(ModelConfig model, int dVocabOut)
    {
        ArgumentNullException.ThrowIfNull(model);
        var std = 1 / Math.Sqrt(model.DModel);
        return new(std, std, 1 / Math.Sqrt(dVocabOut));
    }

    /// <summary>Zhong et al. (2023): as Nanda et al., but 1/√d_mlp for W_in.</summary>
    public static TransformerStart Zhong(ModelConfig model, int dVocabOut) =>
        Nanda(model, dVocabOut) with { InStd = 1 / Math.Sqrt(model.MlpWidth) };

    /// <summary>Chughtai, Chan and Nanda (2023): 0.8/√d_model for all.</summary>
    public static TransformerStart Groups(ModelConfig model, int dVocabOut)
    {
        ArgumentNullException.ThrowIfNull(model);
        var std = 0.8 / Math.Sqrt(model.DModel);
        return new(std, std, std);
    }
}
