namespace Grokking.Interp;

/// <summary>The network after an intervention; see <see cref="InterventionCatalogue"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Loss">Mean cross-entropy in nats; null when it does not apply.</param>
/// <param name="Accuracy">Share answered right, 0 to 1; null when it does not apply.</param>
public sealed record AnalysisIntervention(string Id, SplitValues? Loss, SplitValues? Accuracy);
