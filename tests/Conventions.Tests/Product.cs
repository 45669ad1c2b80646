using System.Reflection;
using Grokking.Experiments;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;
using Grokking.Training.Torch;

namespace Grokking.Conventions.Tests;

/// <summary>The assemblies that are the product's library.</summary>
internal static class Product
{
    /// <summary>Training, Training.Torch, Interp, Reports and Experiments.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
        [typeof(RunConfig).Assembly, typeof(TorchEngine).Assembly, typeof(Analysis).Assembly, typeof(Figure).Assembly,
            typeof(Experiment).Assembly];

    /// <summary>The folder of an assembly's sources, from the root: <c>src/Training</c>.</summary>
    public static string FolderOf(Assembly assembly) => "src/" + assembly.GetName().Name!["Grokking.".Length..];

    /// <summary>All concrete classes of a kind, public or not.</summary>
    public static IEnumerable<Type> Concrete<T>() =>
        Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(T)));
}
