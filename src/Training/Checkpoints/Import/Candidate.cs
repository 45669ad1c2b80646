namespace Grokking.Training;

/// <summary>One way to understand a foreign file.</summary>
/// <param name="Config">Task and network in our terms.</param>
/// <param name="SourceOf">Where each of our parameters, by name, comes from.</param>
/// <param name="Split">Which pairs were trained on, when that is known.</param>
/// <param name="What">What the file is under this reading, for messages.</param>
internal sealed record Candidate(RunConfig Config, Func<string, TensorSource> SourceOf, Split? Split, string What)
{
    /// <summary>Builds the model.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, of another shape, or not finite.</exception>
    public Model Build(string path, NamedTensors file)
    {
        var problems = Config.Validate();
        if (problems.Count > 0)
        {
            throw new InvalidDataException($"{path}: read as {What}: {problems[0]}");
        }
        var architecture = Config.CreateArchitecture();
        // All shapes before any memory: small tensors can claim a large network between them.
        foreach (var parameter in architecture.Parameters.All)
        {
            SourceOf(parameter.Name).RequireShapes(path, file, parameter);
        }
        var weights = new Weights(architecture.Parameters);
        foreach (var parameter in architecture.Parameters.All)
        {
            SourceOf(parameter.Name).Fill(path, file, parameter, weights[parameter.Name].Span);
        }
        return new Model(architecture, weights);
    }
}
