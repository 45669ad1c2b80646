namespace Grokking.Interp;

/// <summary>What can be said of a network whatever its operation is; its numbers over training are measures of
/// <see cref="AnalysisProgress"/>.</summary>
public sealed record AnalysisGeneral
{
    private const int MostComponents = 10;

    /// <summary>Share of the pairs (a, b) whose mirror (b, a) has the same right answer, 0 to 1; null where operands are of different
    /// kinds.</summary>
    public double? SymmetricPairs { get; init; }

    /// <summary>Share of the variance of the left operands' embedding in each of its first ten principal components, falling.</summary>
    public IReadOnlyList<double>? EmbeddingComponents { get; init; }

    /// <summary>The same of the answers' output layer.</summary>
    public IReadOnlyList<double>? OutputComponents { get; init; }

    /// <summary>Every weight matrix in numbers.</summary>
    public IReadOnlyList<MatrixStatistics>? Matrices { get; init; }

    /// <summary>The section of a checkpoint.</summary>
    internal static AnalysisGeneral Of(CheckpointEvaluation evaluation, Notes notes)
    {
        var noModel = Missing.Model(evaluation.Pairs);
        notes.Add("general.matrices", noModel);
        notes.Add("general.symmetric_pairs", Missing.Mirror(evaluation));
        return new AnalysisGeneral
        {
            SymmetricPairs = evaluation.Answers.SymmetricPairs,
            EmbeddingComponents = Components(evaluation.Embedding, "general.embedding_components"),
            OutputComponents = Components(evaluation.OutputLayer, "general.output_components"),
            Matrices = noModel is null ? MatrixStatistics.Of(evaluation.Pairs.Model) : null,
        };

        double[]? Components(Matrix? rows, string path)
        {
            var components = rows is null ? null : PrincipalComponents.Of(rows);
            notes.Add(path, noModel ?? (components is null ? "all rows are equal" : null));
            return components is null ? null : [.. components.Shares.Take(MostComponents)];
        }
    }
}
