namespace Grokking.Interp;

/// <summary>How good a circle a frequency's embedding is; see <see cref="EmbeddingCircle"/>.</summary>
/// <param name="Frequency">The frequency.</param>
/// <param name="Purity">Share of the variance in its plane that lies on the frequency, 0 to 1.</param>
/// <param name="Roundness">Shorter over longer axis: 1 a circle, 0 a line.</param>
public sealed record AnalysisCircle(int Frequency, double Purity, double Roundness);
