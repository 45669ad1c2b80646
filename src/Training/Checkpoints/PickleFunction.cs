namespace Grokking.Training;

/// <summary>What stands for a Python function: makes a value of its arguments.</summary>
internal delegate object? PickleFunction(object?[] arguments);
