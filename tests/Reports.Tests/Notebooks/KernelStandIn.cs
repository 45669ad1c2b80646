using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Training;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.Data.Analysis;

namespace Grokking.Reports.Tests;

/// <summary>Runs cells as the C# kernel of .NET Interactive does: Roslyn scripting with the kernel's imports and a
/// <c>display</c>.</summary>
internal sealed partial class KernelStandIn
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .AddReferences(
            typeof(Run).Assembly, typeof(Analysis).Assembly, typeof(Figure).Assembly, typeof(DataFrame).Assembly,
            typeof(ScottPlot.Plot).Assembly)
        .AddImports(
            "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq");

    private readonly KernelHelpers helpers = new();
    private ScriptState<object>? state;

    /// <summary>What the cells displayed, in order.</summary>
    public IReadOnlyList<object?> Displayed => helpers.Displayed;

    /// <summary>Runs a cell after those before it. Assemblies that it loads by file are the test's own.</summary>
    public async Task Run(string cell)
    {
        var source = LoadedAssembly().Replace(cell, "");
        state = state is null
            ? await CSharpScript.RunAsync(source, Options, helpers, typeof(KernelHelpers))
            : await state.ContinueWithAsync(source);
    }

    [GeneratedRegex("^#r \".*\"$", RegexOptions.Multiline)]
    private static partial Regex LoadedAssembly();
}
