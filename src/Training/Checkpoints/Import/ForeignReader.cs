using System.Globalization;

namespace Grokking.Training;

/// <summary>Finds out what a foreign file holds.</summary>
internal static class ForeignReader
{
    private static readonly ForeignFamily[] Families =
        [new TransformerLensFamily(), new PaperTransformerFamily(), new ZhongMlpFamily(), new GroupMlpFamily()];

    /// <summary>Reads a file by the first family that has its names, in the reading with the lowest loss over all pairs.</summary>
    /// <exception cref="InvalidDataException">No family has these names, or shapes do not fit together.</exception>
    public static LoadedCheckpoint Read(string path, NamedTensors file, string? architecture)
    {
        var family = Families.FirstOrDefault(family => family.Recognises(file))
            ?? throw new InvalidDataException(
                $"{path}: no known network has these tensors: {string.Join(", ", file.Tensors.Take(8).Select(pair => $"'{pair.Key}' {pair.Value.Shape}"))}"
                + $"{(file.Tensors.Count > 8 ? ", …" : "")}. Known: {string.Join("; ", Families.Select(known => known.Description))}.");
        family.RejectUnknown(path, file);
        var sidecar = Sidecar.Beside(path);
        var candidates = family.Candidates(path, file, sidecar).ToList();
        if (candidates.Count == 0)
        {
            throw new InvalidDataException($"{path}: {family.Description}, but no known task has as many answers as it has tokens and outputs.");
        }
        var allowed = candidates.Where(candidate => architecture is null || candidate.Config.Model.Architecture == architecture).ToList();
        if (allowed.Count == 0)
        {
            var fitting = candidates.Select(candidate => candidate.Config.Model.Architecture).Distinct();
            throw new InvalidDataException($"{path}: does not fit --arch {architecture}; its names and shapes fit {string.Join(", ", fitting)}.");
        }
        return Best(path, file, allowed, sidecar);
    }

    private static LoadedCheckpoint Best(string path, NamedTensors file, List<Candidate> candidates, Sidecar sidecar)
    {
        var read = candidates.Select(candidate => (candidate, model: candidate.Build(path, file))).ToList();
        var (best, bestModel) = read[0];
        var reason = sidecar.Path is null ? "from names and shapes" : $"from names, shapes and {Path.GetFileName(sidecar.Path)}";
        if (read.Count > 1)
        {
            var scored = read.Select(pair => (pair.candidate, pair.model, loss: Loss(pair.candidate, pair.model))).OrderBy(item => item.loss).ToList();
            (best, bestModel) = (scored[0].candidate, scored[0].model);
            reason = string.Create(CultureInfo.InvariantCulture,
                $"of {scored.Count} readings that fit the shapes, the one with the lowest loss over all pairs ({scored[0].loss:G3}; next: {scored[1].candidate.What}, {scored[1].loss:G3})");
        }
        return new LoadedCheckpoint(best.Config, null, bestModel, best.Split, $"{best.What}, {reason}");
    }

    private static double Loss(Candidate candidate, Model model)
    {
        using var engine = new CpuEngine(model.Architecture, model.Weights, new EngineOptions(new AdamW(), 1));
        var loss = engine.Evaluate(Examples.All(candidate.Config.CreateOperation(), candidate.Config.CreateFormat())).Loss;
        return double.IsNaN(loss) ? double.PositiveInfinity : loss;
    }
}
