using System.Text.RegularExpressions;
using Grokking.Experiments;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;
using Grokking.Training.Torch;

namespace Grokking.Conventions.Tests;

/// <summary>Every extension is listed in its catalogue, under an id of its own that fits the command line or the file it appears
/// in.</summary>
public sealed partial class CatalogueTests
{
    private const string Forgotten =
        "An operation, architecture, engine, intervention or figure that its catalogue does not list can be named nowhere: add "
            + "its line.";

    [Fact]
    public void IdsOnTheCommandLineAndOfFiles_AreLowerCaseWithHyphens() => Rule.Holds(
        OperationCatalogue.Ids.Concat(ArchitectureCatalogue.All.Select(family => family.Id)).Concat(EngineCatalogue.Ids)
            .Concat(PresetCatalogue.All.Select(preset => preset.Id))
            .Concat(ExperimentCatalogue.All.Select(experiment => experiment.Id))
            .Concat(FigureSet.Default.Figures.Select(figure => figure.Id)).Where(id => !Hyphenated().IsMatch(id)),
        "Ids on the command line and names of figures' files are lower-case words joined by hyphens, and never change once "
            + "released.");

    [Fact]
    public void IdsInFiles_AreSnakeCase() => Rule.Holds(
        MeasureIds().Concat(Intervention.All.Select(intervention => intervention.Id)).Where(id => !Snake().IsMatch(id)),
        "Measures and interventions are columns of CSV files and keys of JSON: lower-case words joined by underscores, like all "
            + "other keys.");

    [Fact]
    public void Ids_AreUnique() => Rule.Holds(
        Twice("architecture", ArchitectureCatalogue.All.Select(family => family.Id))
            .Concat(Twice("preset", PresetCatalogue.All.Select(preset => preset.Id)))
            .Concat(Twice("experiment", ExperimentCatalogue.All.Select(experiment => experiment.Id)))
            .Concat(Twice("measure", MeasureIds()))
            .Concat(Twice("engine", EngineCatalogue.Choices))
            .Concat(Twice("figure", FigureSet.Default.Figures.Select(figure => figure.Id)))
            .Concat(Twice("intervention", Intervention.All.Select(intervention => intervention.Id))),
        "An id names one thing.");

    [Fact]
    public void Operations_AreListedUnderTheirOwnId() => Rule.Holds(
        OperationCatalogue.Ids.Select(id => (Id: id, Operation: AnyOperation(id))).Where(entry => entry.Operation.Id != entry.Id)
            .Select(entry => $"'{entry.Id}' makes an operation that calls itself '{entry.Operation.Id}'"),
        "A run's config holds the id: it must find the same operation again.");

    [Fact]
    public void Operations_AreAllListed() => Rule.Holds(
        Missing<BinaryOperation>(OperationCatalogue.Ids.Select(id => AnyOperation(id).GetType())), Forgotten);

    [Fact]
    public void Architectures_AreAllListed() => Rule.Holds(
        Missing<ArchitectureFamily>(ArchitectureCatalogue.All.Select(family => family.GetType())), Forgotten);

    [Fact]
    public void Engines_AreListedUnderTheirOwnId()
    {
        // The engine that another assembly brings needs libtorch to be made; its own tests do that.
        var engines = EngineCatalogue.All.Keys.Where(id => id != TorchEngine.EngineId).Select(AnyEngine).ToList();
        TorchEngine.Register();

        Assert.Contains(TorchEngine.EngineId, EngineCatalogue.All.Keys);
        Rule.Holds(Missing<IEngine>(engines.Select(engine => engine.Type).Append(typeof(TorchEngine))), Forgotten);
        Rule.Holds(
            engines.Where(engine => engine.Id != engine.Name).Select(engine => $"'{engine.Name}' makes '{engine.Id}'"),
            "A summary holds the engine's id.");
    }

    [Fact]
    public void Interventions_AreAllListed() => Rule.Holds(
        Missing<Intervention>(Intervention.All.Select(intervention => intervention.GetType())), Forgotten);

    [Fact]
    public void Figures_AreAllListed() =>
        Rule.Holds(Missing<RunFigure>(FigureSet.Default.Figures.Select(figure => figure.GetType())), Forgotten);

    [Fact]
    public void Experiments_AreAllListed() => Rule.Holds(
        Missing<Experiment>(ExperimentCatalogue.All.Select(experiment => experiment.GetType())), Forgotten);

    [Fact]
    public void Presets_AreValidAndDescribed() => Rule.Holds(
        PresetCatalogue.All.SelectMany(preset =>
            preset.Config.Validate().Append(preset.Description.EndsWith('.') ? "its description ends with a full stop" : "")
            .Where(problem => problem.Length > 0).Select(problem => $"{preset.Id}: {problem}")),
        "A preset is a config that trains, with one line for lists.");

    private static IEnumerable<string> MeasureIds() =>
        MeasureSet.Default.Measures.Select(measure => measure.Id)
            .Concat(MeasureSet.Default.PerFrequency.Select(measure => measure.Id))
            .Concat(MeasureSet.Default.PerRepresentation.Select(measure => measure.Id));

    private static IEnumerable<string> Twice(string kind, IEnumerable<string> ids) =>
        ids.GroupBy(id => id).Where(group => group.Count() > 1)
            .Select(group => $"{kind} '{group.Key}' is listed {group.Count()} times");

    private static IEnumerable<string> Missing<T>(IEnumerable<Type> listed) =>
        Product.Concrete<T>().Except(listed).Select(type => $"{type.FullName} is not in the catalogue");

    private static readonly OperationTable AnyTable = new() { Left = ["e"], Right = ["e"], Answers = ["e"], Cells = [0] };

    /// <summary>The operation of an id at the smallest p that it takes.</summary>
    private static BinaryOperation AnyOperation(string id) =>
        id == TableOperation.OperationId ? new TableOperation(AnyTable) : Enumerable.Range(2, BinaryOperation.LargestSize - 1)
        .Select(p => Attempt(id, p)).OfType<BinaryOperation>().First();

    private static BinaryOperation? Attempt(string id, int p)
    {
        try
        {
            return OperationCatalogue.Create(id, p);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static (string Name, string Id, Type Type) AnyEngine(string name)
    {
        var architecture = new RunConfig { Task = new TaskConfig { P = 3 },
            Model = new ModelConfig { DModel = 4, NHeads = 2 } }.CreateArchitecture();
        using var engine = EngineCatalogue.Create(
            name, architecture, new Weights(architecture.Parameters),
            new EngineOptions(new AdamW(0.001, 0, 0.9, 0.98, 1e-8, 0), Threads: 1));
        return (name, engine.Id, engine.GetType());
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Hyphenated();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Snake();
}
