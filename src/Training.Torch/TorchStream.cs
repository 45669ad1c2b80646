using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>What a layer reads: the residual stream, what a branch reads of it (the same, or its LayerNorm), and what its rows are.</summary>
/// <param name="Residual">[rows, width].</param>
/// <param name="Branch">[rows, width].</param>
/// <param name="Shared">Whether samples share rows, one for each distinct token and position; else rows are sample by sample.</param>
/// <param name="Positions">Positions of each sample that have rows.</param>
internal readonly record struct TorchStream(torch.Tensor Residual, torch.Tensor Branch, bool Shared, int Positions);
