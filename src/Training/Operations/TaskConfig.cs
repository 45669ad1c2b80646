using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>The operation that a run learns. Which of the settings beside the id counts, depends on the operation.</summary>
public sealed record TaskConfig
{
    /// <summary>Id of the operation, one of <see cref="OperationCatalogue.Ids"/>. Default <c>mod-add</c>.</summary>
    public string Id { get; init; } = ModularOperation.Addition;

    /// <summary>The modulus p, or the order of a group, 2 to <see cref="BinaryOperation.LargestSize"/>; not looked at by an operation that
    /// goes by another setting. Default 113.</summary>
    public int P { get; init; } = 113;

    /// <summary>Number of points that are permuted, for the operations on permutations, 2 to 6; null means 5. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? N { get; init; }

    /// <summary>Name of the group, for the operation <c>group</c>, as <see cref="FiniteGroups.Named"/> takes it; null means S5. Default
    /// null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Group { get; init; }

    /// <summary>
    /// A CSV file with the answers, for the operation <c>table</c>, as <see cref="OperationTable.Read"/> takes it; read when the run
    /// starts, and kept in the run's config as <see cref="Table"/>. Default null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>The answers, for the operation <c>table</c>. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OperationTable? Table { get; init; }

    /// <summary>Whether the answers are still in a file: until it is read, there is no operation.</summary>
    internal bool IsUnread => Id == TableOperation.OperationId && Table is null;

    /// <summary>Id and size in a few characters: <c>mod-add, p = 113</c>.</summary>
    public string Describe() => $"{Id}{OperationCatalogue.SizeOf(this)}";

    /// <summary>The same with a file's answers read into it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no table; the message names the line and the cell.</exception>
    public TaskConfig Resolved() => File is null ? this : this with { File = null, Table = OperationTable.Read(File) };

    /// <summary>Every problem, each a sentence that names the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!OperationCatalogue.Ids.Contains(Id))
        {
            return [$"task.id: '{ForeignText.Show(Id)}' is unknown.{Suggest.Among(Id, OperationCatalogue.Ids)}"];
        }
        var problems = Strangers().ToList();
        problems.AddRange(Id == TableOperation.OperationId ? TableProblems() : []);
        problems.AddRange(ConfigCheck.InRange("task.p", P, 2, BinaryOperation.LargestSize));
        if (problems.Count == 0 && !IsUnread && OperationCatalogue.Problem(this) is { } noSuchOperation)
        {
            problems.Add($"task.{OperationCatalogue.SettingOf(Id)}: {noSuchOperation}");
        }
        return problems;
    }

    private IEnumerable<string> Strangers()
    {
        (string Key, bool IsSet)[] settings = [("n", N is not null), ("group", Group is not null), ("table", Table is not null), ("file", File is not null)];
        var own = OperationCatalogue.SettingOf(Id);
        return settings.Where(setting => setting.IsSet && setting.Key != own && !(setting.Key == "file" && own == "table"))
            .Select(setting => $"task.{setting.Key}: expected none for '{Id}', which goes by task.{own}.");
    }

    private IEnumerable<string> TableProblems()
    {
        if (File is null == Table is null)
        {
            yield return $"task.file: expected the path of a CSV file for '{Id}'{(File is null ? ", got none" : ", or task.table, got both")}.";
        }
        if (File is { } file && (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal)))
        {
            yield return $"task.file: expected the path of a CSV file, got '{ForeignText.Show(file)}'.";
        }
        if (Table?.Problem() is { } problem)
        {
            yield return $"task.table: {problem}";
        }
    }
}
