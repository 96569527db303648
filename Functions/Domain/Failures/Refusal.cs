namespace Serverless.Domain.Failures;

/// <summary>Why a rule refuses something.</summary>
/// <param name="Reason">The reason, for programs.</param>
/// <param name="Text">The explanation for people: one sentence without a full stop.</param>
public sealed record Refusal(Reason Reason, string Text);
