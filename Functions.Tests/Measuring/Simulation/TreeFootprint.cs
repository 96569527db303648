namespace Serverless.Measuring.Simulation;

/// <summary>The entries of users in one tree of the index.</summary>
/// <param name="Name">The name of the tree.</param>
/// <param name="EntriesOfUser">The number of entries of a user.</param>
/// <param name="WritesOfSignUp">The number of entries that a sign-up writes.</param>
/// <param name="ScatteredOfSignUp">The number of these entries that are at arbitrary places.</param>
/// <param name="Ends">
/// The number of places of the other entries. Entries of new users come last in the tree, or last among the users with a common text such as an
/// email domain.
/// </param>
/// <param name="WritesOfChange">The number of entries that the other list change writes or removes, at arbitrary places.</param>
/// <param name="EntryBytes">The size in bytes of an entry in a stored leaf.</param>
internal sealed record TreeFootprint(string Name, double EntriesOfUser, double WritesOfSignUp, double ScatteredOfSignUp, double Ends, double WritesOfChange, double EntryBytes);
