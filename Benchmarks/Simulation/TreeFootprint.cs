namespace Serverless.Benchmarks.Simulation;

/// <summary>What users put into one tree of the index.</summary>
/// <param name="Name">The tree.</param>
/// <param name="EntriesOfUser">The entries of a user.</param>
/// <param name="WritesOfSignUp">The entries that a sign-up writes.</param>
/// <param name="ScatteredOfSignUp">How many of these lie anywhere.</param>
/// <param name="Ends">The places where the others lie: new users come last among all, or among those who share a text such as a mail domain.</param>
/// <param name="WritesOfChange">The entries that the other list change writes or removes, which lie anywhere.</param>
/// <param name="EntryBytes">The bytes of an entry in a stored leaf.</param>
internal sealed record TreeFootprint(string Name, double EntriesOfUser, double WritesOfSignUp, double ScatteredOfSignUp, double Ends, double WritesOfChange, double EntryBytes);
