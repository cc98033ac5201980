/** Well-known works: title, author, year of the work, subjects, copies. Call numbers and places follow. */
type Work = [title: string, author: string, year: number, subjects: string, copies?: number]

export const FICTION: readonly Work[] = [
  ['Vingt mille lieues sous les mers', 'Verne, Jules', 1870, 'roman d’aventures, mer', 3],
  ['Le Tour du monde en quatre-vingts jours', 'Verne, Jules', 1872, 'roman d’aventures, voyage', 2],
  ['L’Île mystérieuse', 'Verne, Jules', 1875, 'roman d’aventures, île'],
  ['Voyage au centre de la Terre', 'Verne, Jules', 1864, 'roman d’aventures, volcan', 2],
  ['Michel Strogoff', 'Verne, Jules', 1876, 'roman d’aventures, Russie'],
  ['Harry Potter à l’école des sorciers', 'Rowling, J. K.', 1997, 'roman fantastique, magie', 3],
  ['Harry Potter et la Chambre des secrets', 'Rowling, J. K.', 1998, 'roman fantastique, magie', 2],
  ['Le Petit Prince', 'Saint-Exupéry, Antoine de', 1943, 'conte, amitié', 3],
  ['Vol de nuit', 'Saint-Exupéry, Antoine de', 1931, 'roman, aviation'],
  ['Les Misérables', 'Hugo, Victor', 1862, 'roman, pauvreté', 2],
  ['Notre-Dame de Paris', 'Hugo, Victor', 1831, 'roman historique, Moyen Âge'],
  ['Germinal', 'Zola, Émile', 1885, 'roman, mine, grève', 2],
  ['Au Bonheur des dames', 'Zola, Émile', 1883, 'roman, commerce'],
  ['L’Étranger', 'Camus, Albert', 1942, 'roman, absurde', 2],
  ['La Peste', 'Camus, Albert', 1947, 'roman, épidémie'],
  ['Le Horla', 'Maupassant, Guy de', 1887, 'nouvelle fantastique', 3],
  ['Boule de suif', 'Maupassant, Guy de', 1880, 'nouvelle, guerre de 1870'],
  ['Bel-Ami', 'Maupassant, Guy de', 1885, 'roman, presse'],
  ['Les Trois Mousquetaires', 'Dumas, Alexandre', 1844, 'roman de cape et d’épée', 2],
  ['Le Comte de Monte-Cristo', 'Dumas, Alexandre', 1846, 'roman d’aventures, vengeance'],
  ['Le Capitaine Fracasse', 'Gautier, Théophile', 1863, 'roman de cape et d’épée, théâtre'],
  ['Le Grand Meaulnes', 'Alain-Fournier', 1913, 'roman, adolescence'],
  ['La Guerre des boutons', 'Pergaud, Louis', 1912, 'roman, enfance'],
  ['Sans famille', 'Malot, Hector', 1878, 'roman, enfance, voyage'],
  ['L’Appel de la forêt', 'London, Jack', 1903, 'roman d’aventures, chien, Grand Nord', 2],
  ['Croc-Blanc', 'London, Jack', 1906, 'roman d’aventures, loup', 2],
  ['L’Île au trésor', 'Stevenson, Robert Louis', 1883, 'roman d’aventures, pirate', 2],
  [
    'L’Étrange Cas du docteur Jekyll et de M. Hyde',
    'Stevenson, Robert Louis',
    1886,
    'roman fantastique',
  ],
  ['Robinson Crusoé', 'Defoe, Daniel', 1719, 'roman d’aventures, île'],
  ['Frankenstein', 'Shelley, Mary', 1818, 'roman fantastique, science'],
  ['Dracula', 'Stoker, Bram', 1897, 'roman fantastique, vampire'],
  ['Le Chien des Baskerville', 'Doyle, Arthur Conan', 1902, 'roman policier', 2],
  ['Une étude en rouge', 'Doyle, Arthur Conan', 1887, 'roman policier'],
  ['Alice au pays des merveilles', 'Carroll, Lewis', 1865, 'conte, rêve'],
  ['Les Aventures de Tom Sawyer', 'Twain, Mark', 1876, 'roman d’aventures, enfance'],
  ['Les Quatre Filles du docteur March', 'Alcott, Louisa May', 1868, 'roman, famille'],
  ['Orgueil et Préjugés', 'Austen, Jane', 1813, 'roman, mariage'],
  ['Jane Eyre', 'Brontë, Charlotte', 1847, 'roman, gouvernante'],
  ['Oliver Twist', 'Dickens, Charles', 1838, 'roman, enfance, pauvreté'],
  ['Le Livre de la jungle', 'Kipling, Rudyard', 1894, 'nouvelles, Inde, animaux'],
  ['Moby Dick', 'Melville, Herman', 1851, 'roman d’aventures, baleine'],
  ['La Machine à explorer le temps', 'Wells, H. G.', 1895, 'science-fiction'],
  ['La Guerre des mondes', 'Wells, H. G.', 1898, 'science-fiction, extraterrestre'],
  ['Poil de Carotte', 'Renard, Jules', 1894, 'roman, famille'],
]

export const THEATRE: readonly Work[] = [
  ['Le Malade imaginaire', 'Molière', 1673, 'comédie, médecine', 2],
  ['Les Fourberies de Scapin', 'Molière', 1671, 'comédie, valet', 3],
  ['L’Avare', 'Molière', 1668, 'comédie, argent', 2],
  ['Le Cid', 'Corneille, Pierre', 1637, 'tragi-comédie, honneur', 2],
  ['Cyrano de Bergerac', 'Rostand, Edmond', 1897, 'comédie héroïque, amour'],
  ['Roméo et Juliette', 'Shakespeare, William', 1597, 'tragédie, amour'],
  ['Le Barbier de Séville', 'Beaumarchais', 1775, 'comédie, mariage'],
]

export const TALES: readonly Work[] = [
  ['Fables', 'La Fontaine, Jean de', 1668, 'fable, animaux', 2],
  ['Contes', 'Perrault, Charles', 1697, 'conte merveilleux', 2],
  ['Contes', 'Andersen, Hans Christian', 1835, 'conte merveilleux'],
  ['Les Fleurs du mal', 'Baudelaire, Charles', 1857, 'poésie'],
  ['Les Contemplations', 'Hugo, Victor', 1856, 'poésie'],
]

export const IDEAS: readonly Work[] = [
  ['De l’origine des espèces', 'Darwin, Charles', 1859, 'évolution, biologie'],
  ['Souvenirs entomologiques', 'Fabre, Jean-Henri', 1879, 'insecte, zoologie'],
  ['Discours de la méthode', 'Descartes, René', 1637, 'philosophie, raison'],
  ['Candide', 'Voltaire', 1759, 'conte philosophique, Lumières', 2],
]
