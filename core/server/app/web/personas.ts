/** People of the demonstration whom the sign-in page proposes. */
export const PERSONAS = [
  { identifier: 'lina.durand', name: 'Lina', profile: 'student' },
  { identifier: 'claire.durand', name: 'Claire', profile: 'guardian' },
  { identifier: 'helene.roussel', name: 'Hélène', profile: 'teacher' },
  { identifier: 'nadia.faure', name: 'Nadia', profile: 'librarian' },
  { identifier: 'yann.kervella', name: 'Yann', profile: 'school-life' },
  { identifier: 'odile.lambert', name: 'Odile', profile: 'head' },
  { identifier: 'agent.collectivite', name: 'Agent', profile: 'officer' },
] as const
