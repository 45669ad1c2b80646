namespace Grokking.Training;

/// <summary>How a foreign file lays a matrix out.</summary>
internal enum TensorLayout
{
    /// <summary>As we do.</summary>
    Ours,

    /// <summary>As Nanda et al. (2023) and Zhong et al. (2023) do: see <see cref="PaperLayout"/>.</summary>
    Paper,

    /// <summary>Rows and columns exchanged, as <c>torch.nn.Linear</c> does.</summary>
    Transposed,
}
