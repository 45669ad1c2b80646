namespace Grokking.Interp;

/// <summary>One value over three sets of pairs; null where there is none.</summary>
/// <param name="Train">Over the training pairs.</param>
/// <param name="Test">Over the test pairs.</param>
/// <param name="All">Over all p² pairs.</param>
public sealed record SplitValues(double? Train, double? Test, double? All);
